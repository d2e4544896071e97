import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { serviceWorker } from './scripts/worker.ts';

export default defineConfig({
  plugins: [svelte({ configFile: false }), serviceWorker()],
  build: {
    target: 'es2022',
    cssCodeSplit: false,
    // The Svelte runtime apart from texts and screens: a changed word downloads no framework again.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'vendor', test: /node_modules\/(svelte|idb|openapi-fetch|clsx|esm-env)/ }] } } },
  },
});
