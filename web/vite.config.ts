import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { serviceWorker } from './scripts/worker.ts';

/**
 * Three scripts for the first screen: the runtime, which a changed word must not download again,
 * what every screen shares, the first screens. What talks to the server comes after them, and what
 * it rarely needs when it does.
 */
const GROUPS = [
  { name: 'vendor', test: /node_modules\/(svelte|clsx|esm-env|idb)\// },
  {
    name: 'shared',
    test: /src\/(sync\/(?!exchange|store\/lazy)|session(?!\/subscription)|generated|router|words\/(index|when|en\/(index|frame|today|help)))/,
  },
  {
    name: 'first',
    test: /src\/(ui\/(Choice\.|Faces|Field|Heading|Sheet|Slider|StatusLine|status|Toast|Toggle|Trouble|toast)|screens\/(queries|frame|help\/(?!AskContact|asking)|today\/(?!AskAboutUse|DaysLine|History|history|LatestNote|MoreAnswers|Past|entries|check_in_summary|use)|welcome\/code))/,
  },
];

export default defineConfig({
  plugins: [svelte({ configFile: false }), serviceWorker()],
  build: {
    target: 'es2022',
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
  },
});
