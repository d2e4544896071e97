/**
 * The people a peer walks alongside, from what is on the phone; the program adds zone and last sign
 * of life when it is reached.
 */
import type { components } from '../../generated/api';
import type { Account, Row } from '../../sync';
import { madeAt } from '../../words/when';

export type Case = components['schemas']['Case'];

export interface Companion {
  person: number;
  name: string;
  assignment: Row<'assignment'>;
  /** The stream of what they share, while they do. */
  shared: number | null;
}

export function companions(account: Account): Companion[] {
  const found = account.all('assignment').flatMap((assignment): Companion[] => {
    const stream = account.stream(assignment.stream);
    if (stream?.role !== 'peer' || stream.person == null || assignment.body.status !== 'active')
      return [];
    const shared = account.streamsOf('shared').find(({ person }) => person === stream.person);
    return [
      {
        person: stream.person,
        name: assignment.body.participant_name,
        assignment,
        shared: shared?.id ?? null,
      },
    ];
  });
  return found.sort((a, b) => a.name.localeCompare(b.name));
}

export type Reason =
  { kind: 'call_me' | 'replied'; at: number } | { kind: 'craving'; at: number; craving: number };

const URGENCY: Record<Reason['kind'], number> = { call_me: 0, craving: 1, replied: 2 };
const RECENT_MS = 3 * 86_400_000;
const STRONG = 7;

/**
 * What of the last three days may ask for a person's attention: a call they asked for, else the
 * newest. What they said, never a guess.
 */
export function reasonFor(
  account: Account,
  { assignment, shared }: Companion,
  now: number,
): Reason | null {
  const nudges = account
    .all('nudge', assignment.stream)
    .filter(({ body }) => body.answer === 'call_me');
  const replies = account.all('encouragement', assignment.stream).filter(({ body }) => body.reply);
  const check_ins =
    shared === null
      ? []
      : account.all('check_in', shared).filter(({ body }) => (body.craving ?? 0) >= STRONG);
  const reasons: Reason[] = [
    ...check_ins.map(({ body }) => ({
      kind: 'craving' as const,
      at: Date.parse(body.occurred_at),
      craving: body.craving ?? 0,
    })),
    ...nudges.map((row) => ({
      kind: 'call_me' as const,
      at: row.changed_at || madeAt(row.record),
    })),
    ...replies.map((row) => ({
      kind: 'replied' as const,
      at: row.changed_at || madeAt(row.record),
    })),
  ];
  const recent = reasons.filter(({ at }) => now - at < RECENT_MS);
  return recent.sort((a, b) => URGENCY[a.kind] - URGENCY[b.kind] || b.at - a.at)[0] ?? null;
}

const flagsOf = (account: Account, person: number): Row<'support_flag'>[] => {
  const stream = account.streamsOf('flags').find((each) => each.person === person);
  return stream ? account.all('support_flag', stream.id) : [];
};

/** What they asked for, did not take back, and nobody has closed, oldest first. */
export const openFlags = (account: Account, person: number): Row<'support_flag'>[] =>
  flagsOf(account, person).filter(({ body }) => body.state !== 'closed' && !body.withdrawn);

/**
 * When they last took back what they had asked for, ms; null where that is over three days ago, or
 * where they have asked anew since.
 */
export function tookBackAt(account: Account, person: number, now: number): number | null {
  const [taken_back, stands] = [true, false].map((withdrawn) =>
    flagsOf(account, person).filter(({ body }) => body.withdrawn === withdrawn),
  );
  const last = Math.max(0, ...taken_back!.map(({ written_at }) => written_at.withdrawn ?? 0));
  const asked_anew = stands!.some(
    ({ record, written_at }) => (written_at.ask ?? madeAt(record)) > last,
  );
  return now - last < RECENT_MS && !asked_anew ? last : null;
}

/**
 * Who asked for someone first, then who asked for a call, then who said something that may ask for
 * attention.
 */
export function urgency(account: Account, companion: Companion, now: number): number {
  if (openFlags(account, companion.person).length) return 0;
  const found = reasonFor(account, companion, now);
  return found ? (found.kind === 'call_me' ? 1 : 2) : 3;
}

/** The most urgent first, those alike by name. */
export const inUrgency = (account: Account, now: number): Companion[] =>
  companions(account).sort((a, b) => urgency(account, a, now) - urgency(account, b, now));
