/** The words of the screens that come when they are opened, in the language that is spoken now. */
import { english } from './en/rest';
import { t } from './index.svelte';

export type Rest = typeof english;

export const rest = (): Rest => t().rest ?? english;
