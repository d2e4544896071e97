/** The device half of sync: what screens may use. Rules: `docs/sync.md`. */

export { openAccount, wipeAccount, type Account, type SyncStatus } from './account.svelte';
export { between, inOrder, placesFor } from './position';
export type { Body, EntityName, Groups, Refusal, Row } from './row';
export type { Heads, Kept, StreamInfo, StreamKind } from './wire';
