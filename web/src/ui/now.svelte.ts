/**
 * The time of day as screens read it: it moves on while they are looked at, and when one comes back
 * to them. By the server's clock as last known, where this phone's is off by more than people
 * notice: what was written today is not tomorrow's.
 */
import { TRUSTED_SKEW_MS, wasSetBack } from '../sync/protocol/clock';

const MINUTE_MS = 60_000;

let ahead = 0;
/** What this phone's clock said when that was learnt. */
let learnt = 0;
let wall = $state(Date.now());
let at = $state(Date.now());

function tick(): void {
  if (document.visibilityState !== 'visible') return;
  wall = Date.now();
  at = rightNow();
}

setInterval(tick, MINUTE_MS);
document.addEventListener('visibilitychange', tick);

/** To the millisecond, for what is written now and for days to count from. */
export const rightNow = (): number => Date.now() + (wasSetBack(Date.now(), learnt) ? 0 : ahead);

/** What the server's clock is ahead of this one, ms, and what this one said at the last sync. */
export function followClock(offset: number | null, last_sync: number | null): void {
  learnt = last_sync ?? 0;
  ahead = offset !== null && Math.abs(offset) > TRUSTED_SKEW_MS ? offset : 0;
  tick();
}

export const now = {
  /** Milliseconds since 1970. Reactive. */
  get at(): number {
    return at;
  },
  /** What this phone's own clock says, for what it has put off by that clock. Reactive. */
  get wall(): number {
    return wall;
  },
  /**
   * A tab in the background shows nobody anything. Reactive: it is asked again when the screen is
   * come back to.
   */
  get looked_at(): boolean {
    return at > 0 && document.visibilityState === 'visible';
  },
};
