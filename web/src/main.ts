import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { go } from './router.svelte';
import { loadPlan } from './screens/routes';
import { session } from './session';
import { registerWorker } from './worker/update.svelte';

await session.start();
mount(App, { target: document.getElementById('app')! });
void session.refresh();
// A part of its own: nothing on the first screen goes before it is there.
void import('./ui/focus').then(
  ({ keepFocus }) => keepFocus(),
  () => undefined,
);
registerWorker(go).catch(() => undefined);

// The plan is wanted when the network is not: it is brought in as soon as the first screen stands,
// also where no worker keeps files.
setTimeout(() => void loadPlan().catch(() => undefined), 1_000);
