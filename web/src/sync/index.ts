/** The device half of sync: what screens may use. Rules: `docs/sync.md`. */

export type { Account } from './account';
export { openAccount } from './reactive.svelte';
export type { SyncStatus } from './status';
export { wipeAccount } from './wipe';
export { between, inOrder, placesFor } from './protocol/position';
export type { Body, EntityName, Groups, Refusal, Row } from './records/row';
export type { Heads, Kept, StreamInfo, StreamKind } from './protocol/wire';
