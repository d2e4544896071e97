/**
 * Several tabs, one account: one at a time talks to the server, and each hears what the others
 * wrote.
 */

export type News =
  /** Something was written by a person. */
  | { kind: 'outbox' }
  /** A page of the server was applied; these rows changed between two cursors. */
  | {
      kind: 'page';
      keys: [stream: number, record: string][];
      before: string | null;
      after: string | null;
    }
  /** Rows went away, or everything was read anew. */
  | { kind: 'all' }
  /** Somebody signed out, or someone else signed in. */
  | { kind: 'left' };

export class Tabs {
  readonly #channel: BroadcastChannel;

  constructor(
    readonly name: string,
    heard: (news: News) => void,
  ) {
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<News>) => heard(data);
  }

  tell(news: News): void {
    this.#channel.postMessage(news);
  }

  /** Waits for its turn; the browser frees the turn of a tab that dies. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    return navigator.locks.request(`${this.name}-sync`, work) as Promise<T>;
  }

  close(): void {
    this.#channel.close();
  }
}
