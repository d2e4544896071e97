/** The time of day as screens read it: it moves on while they are looked at, and when one comes back to them. */
const MINUTE_MS = 60_000;

let at = $state(Date.now());

function tick(): void {
  if (document.visibilityState === 'visible') at = Date.now();
}

setInterval(tick, MINUTE_MS);
document.addEventListener('visibilitychange', tick);

export const now = {
  /** Milliseconds since 1970. Reactive. */
  get at(): number {
    return at;
  },
  /** A tab in the background shows nobody anything. Reactive: it is asked again when the screen is come back to. */
  get looked_at(): boolean {
    return at > 0 && document.visibilityState === 'visible';
  },
};
