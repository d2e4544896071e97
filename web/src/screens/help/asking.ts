/**
 * What stands of a call for help, and what the person may do about it. There is always a next step:
 * ask, ask again or take it back.
 */
import { localDate, madeAt } from '../../words/when';
import type { Account, Row } from '../../sync';
import { assignments } from '../queries';
import { withOffset } from '../today/check_in';

/** After this without anyone in touch a person may ask again. */
export const ASK_AGAIN_MS = 4 * 3_600_000;
/** How long it is told of a call that is over. */
const TOLD_MS = 3 * 86_400_000;

type Flag = Row<'support_flag'>;
const OVER = ['contacted', 'closed'];

const writtenAt = (flag: Flag): number => flag.written_at.ask ?? madeAt(flag.record);

/** By this phone's clock, which may have been wrong when it was asked, or be wrong now. */
const hasWaited = (flag: Flag, now: number): boolean =>
  now >= askAgainAt(flag) || now < Math.min(madeAt(flag.record), writtenAt(flag)) - 60_000;

export const askAgainAt = (flag: Flag): number =>
  Math.min(madeAt(flag.record), writtenAt(flag)) + ASK_AGAIN_MS;

export const isWaiting = ({ body }: Flag): boolean => !body.withdrawn && !OVER.includes(body.state);

/** Every call that may still bring someone. */
export const waiting = (account: Account): Flag[] => account.all('support_flag').filter(isWaiting);

/**
 * The name of who walked alongside when it was asked. Empty where nobody did, as far as this phone
 * knows.
 */
export function askedOf(account: Account, flag: Flag): string {
  const at = writtenAt(flag);
  const primary = account
    .all('assignment')
    .filter(
      (row) => row.body.kind !== 'backup' && account.stream(row.stream)?.role === 'participant',
    );
  const began = primary.filter(({ body }) => body.starts_on <= localDate(at));
  const former = began.filter(
    ({ body, written_at }) => body.status === 'ended' && (written_at.terms ?? 0) > at,
  );
  const present = began.filter(
    ({ body, written_at }) => body.status === 'active' && (written_at.terms ?? 0) <= at,
  );
  const [ended] = former.sort((a, b) => (a.written_at.terms ?? 0) - (b.written_at.terms ?? 0));
  return (ended ?? present[0])?.body.peer_name ?? '';
}

/**
 * Takes back every call that waits: nobody is to come for one that was forgotten. What has not left
 * this phone never does: it is erased here, and nobody is told that it was asked. While something
 * is on its way it may have left, so it is withdrawn, and whoever has read it learns that as well.
 */
export async function takeBack(account: Account): Promise<void> {
  for (const flag of waiting(account)) {
    await (flag.unsent && !account.status.sending
      ? account.erase(flag)
      : account.edit(flag, { withdrawn: { withdrawn: true } }));
  }
}

export interface Standing {
  /**
   * What to tell of: the newest that waits, or else what came of the last one. Null where there is
   * nothing to tell.
   */
  flag: Flag | null;
  /** Someone else walks alongside since it was asked. */
  new_peer: boolean;
  /** Someone has yet to open the app for what was asked, or for what may be asked now. */
  to_be_read: boolean;
  may_ask: boolean;
  may_take_back: boolean;
  /**
   * From when on the person may ask again, ms. Null where they may now, or where it has not gone
   * out yet.
   */
  again_at: number | null;
}

export function standing(account: Account, now: number): Standing {
  const byTime = (a: Flag, b: Flag): number => writtenAt(b) - writtenAt(a);
  const waits = waiting(account).sort(byTime)[0];
  const flag = waits ?? account.all('support_flag').sort(byTime)[0];
  if (!flag || (!waits && now - writtenAt(flag) > TOLD_MS)) {
    return {
      flag: null,
      new_peer: false,
      to_be_read: true,
      may_ask: true,
      may_take_back: false,
      again_at: null,
    };
  }
  const peer = assignments(account)[0];
  const new_peer = Boolean(
    waits && peer && peer.body.kind !== 'backup' && (peer.written_at.terms ?? 0) > writtenAt(flag),
  );
  const sent = !flag.unsent;
  const may_ask = !waits || (sent && (new_peer || hasWaited(flag, now)));
  const to_be_read = may_ask || flag.body.state === 'open';
  return {
    flag,
    new_peer,
    to_be_read,
    may_ask,
    may_take_back: Boolean(waits),
    again_at: may_ask || !sent ? null : askAgainAt(flag),
  };
}

/**
 * What is told of a call: what the person did with it before what others did, and that it has not
 * gone out before how it stands.
 */
export const toldOf = ({
  body,
  unsent,
}: Flag): Flag['body']['state'] | 'unsent' | 'withdrawn' | 'withdrawn_unsent' =>
  body.withdrawn ? (unsent ? 'withdrawn_unsent' : 'withdrawn') : unsent ? 'unsent' : body.state;

/** Someone new is asked for the first time, also where another was asked before them. */
export const howToAsk = (
  { may_take_back, new_peer }: Standing,
  peer: string,
): 'ask' | 'ask_again' | 'ask_program' =>
  may_take_back && !new_peer ? 'ask_again' : peer ? 'ask' : 'ask_program';

/** Whether there is anywhere to ask. */
export async function ask(account: Account, at: Date): Promise<boolean> {
  const stream = account.streamOf('flags');
  if (stream)
    await account.create('support_flag', stream.id, {
      ask: { cause: 'asked_for_contact', recorded_at: withOffset(at) },
    });
  return stream !== undefined;
}
