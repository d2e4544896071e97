/** What a screen reads of an account: streams, rows and settings, as this phone has them. */

import type { SessionInfo } from '../session/info';
import type { Mirror } from './overlay/mirror';
import type { StreamInfo, StreamKind } from './protocol/wire';
import type { EntityName, Row } from './records/row';
import { SINGLETONS, Singletons, unwritten, type Settings } from './records/singletons';

export class AccountReads {
  protected readonly singletons: Singletons;
  /** As the session last said. */
  protected session_streams: StreamInfo[];

  constructor(
    session: SessionInfo,
    protected readonly mirror: Mirror,
  ) {
    this.session_streams = session.streams;
    this.singletons = new Singletons(
      session.person.uuid,
      (record) => mirror.screen.get(record)?.state === 'erased',
    );
  }

  /** Also where the phone's store was taken away: what is written then still has its place. */
  get streams(): StreamInfo[] {
    const { streams } = this.mirror.progress;
    return streams.length ? streams : this.session_streams;
  }

  /**
   * False until the library (thousands of rows) is read from disk; everything else is there from
   * the start.
   */
  get library_loaded(): boolean {
    return this.mirror.library_loaded;
  }

  /** The first stream of that kind, e.g. `streamOf('own')`. */
  streamOf(kind: StreamKind): StreamInfo | undefined {
    return this.streams.find((stream) => stream.kind === kind);
  }

  streamsOf(kind: StreamKind): StreamInfo[] {
    return this.streams.filter((stream) => stream.kind === kind);
  }

  stream(id: number): StreamInfo | undefined {
    return this.streams.find((stream) => stream.id === id);
  }

  /** Live rows in the order of their ids, which is that of time where a phone made them. */
  all<E extends EntityName>(entity: E, stream?: number): Row<E>[] {
    const rows = this.mirror.screen.all(entity) as unknown as Row<E>[];
    return stream === undefined ? rows : rows.filter((row) => row.stream === stream);
  }

  /** Also a removed one, with its words, for undo. */
  get<E extends EntityName>(entity: E, record: string): Row<E> | undefined {
    const row = this.mirror.screen.get(record);
    return row?.entity === entity && row.state !== 'erased'
      ? (row as unknown as Row<E>)
      : undefined;
  }

  /** Its record's id: after an erase that of the next generation, which begins anew. */
  singleton(entity: Settings): string {
    return this.singletons.idOf(entity);
  }

  /** A singleton of this person; its defaults where it was never written. */
  settings<E extends Settings>(entity: E): Row<E> {
    const record = this.singleton(entity);
    return (
      this.get(entity, record) ??
      unwritten(entity, record, this.streamOf(SINGLETONS[entity])?.id ?? 0)
    );
  }
}
