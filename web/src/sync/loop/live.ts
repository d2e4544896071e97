/**
 * The live stream: word that a stream of records has moved and how far, never what. It moves no
 * cursor.
 */

export interface Poke {
  stream: number;
  head: number;
}

const FIRST_MS = 2_000;
const LONGEST_MS = 300_000;
/** One that ended sooner is as good as none: it is not opened again at once. */
const LASTED_MS = 10_000;

export class Live {
  /** Word has come, so word will come; behind a proxy that holds it back, it never does. */
  hears = false;
  #source: EventSource | null = null;
  #failures = 0;
  #closed_until = 0;

  constructor(
    private readonly heard: (poke: Poke) => void,
    private readonly ended: () => void,
  ) {}

  /** Where it is not open already; after failures not before a while. */
  open(): void {
    const opened = Date.now();
    if (this.#source || opened < this.#closed_until) return;
    this.#source = new EventSource('/api/events');
    this.#source.onmessage = ({ data }: MessageEvent<string>) => {
      this.hears = true;
      this.heard(JSON.parse(data) as Poke);
    };
    // The browser would try again by itself, as often offline as on, and without fetching what
    // passed by.
    this.#source.onerror = () => {
      const heard = this.hears;
      this.#failures = heard && Date.now() - opened > LASTED_MS ? 0 : this.#failures + 1;
      this.close();
      if (this.#failures)
        this.#closed_until =
          Date.now() + spread(Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#failures));
      if (heard) this.ended();
    };
  }

  close(): void {
    this.#source?.close();
    this.#source = null;
    this.hears = false;
    this.#closed_until = 0;
  }
}

/** Within a quarter of it, so that phones do not all come back at once. */
export function spread(ms: number): number {
  return ms * (0.75 + Math.random() / 2);
}
