/**
 * What a peer sees of a person: only what stands in the stream that they share. Without one that is
 * nothing, whatever is on this phone.
 */
import type { Account, Row } from '../../sync';
import { shown } from '../me/days/days';
import { parts, type Part } from '../plan/sections';
import { entriesOf, type Entry } from '../today/entries';

const LATEST = 5;

export interface Shared {
  check_ins: Row<'check_in'>[];
  /** Check-ins and answers about use, newest first. */
  latest: Entry[];
  goals: Row<'goal'>[];
  plan: Part[];
  /** Newest first, as the setbacks are. */
  notes: Row<'journal_note'>[];
  setbacks: Row<'setback'>[];
  clocks: Row<'recovery_clock'>[];
}

export function sharedIn(account: Account, stream: number | null): Shared {
  if (stream === null)
    return { check_ins: [], latest: [], goals: [], plan: [], notes: [], setbacks: [], clocks: [] };
  const check_ins = account.all('check_in', stream);
  return {
    check_ins,
    latest: entriesOf(check_ins, account.all('use_report', stream)).slice(0, LATEST),
    goals: account.all('goal', stream),
    plan: parts(account, stream).filter(({ lines }) => lines.length),
    notes: account.all('journal_note', stream).toReversed(),
    setbacks: account.all('setback', stream).toReversed(),
    clocks: shown(account).filter((clock) => clock.stream === stream),
  };
}

export const isEmpty = (shared: Shared): boolean =>
  Object.values(shared).every((rows: unknown[]) => !rows.length);
