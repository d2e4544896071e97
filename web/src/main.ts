import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { go } from './router.svelte';
import { session } from './session';
import { registerWorker } from './worker/update.svelte';

await session.start();
mount(App, { target: document.getElementById('app')! });
void session.refresh();
registerWorker(go).catch(() => undefined);
