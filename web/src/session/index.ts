/** Who is on this phone, how they come and go, and how the program reaches it. */

export { answer, api } from './api';
export { Problem, Unreachable } from './info';
export type { CrisisCard, CrisisLineOnCard, SessionInfo } from './info';
export { push, turnPushOff, turnPushOn, type PushState } from './push.svelte';
export { enrol, session, signIn, signOut, type Session } from './session.svelte';
export { followZone } from './zone';
