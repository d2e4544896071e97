/**
 * A return to use as it is being written, and as it is saved: for oneself, and with no count
 * changed, unless the person chooses otherwise.
 */
import type { Account, Body, Row } from '../../sync';
import { daysOf, shown } from '../me/days/days';
import { isStopped, streamFor } from '../queries';
import { beginAnew, openPeriod } from './counter';

export interface Draft {
  local_date: string;
  what: string;
  situations: string[];
  what_helped: string;
  follow_up_ok: boolean;
  share: 'private' | 'shared' | null;
  counter: Body<'setback'>['counter_choice'] | null;
  /** Records of the counts that are to begin a new stretch; null for each that there is. */
  clocks: string[] | null;
}

export const emptyDraft = (today: string): Draft => ({
  local_date: today,
  what: '',
  situations: [],
  what_helped: '',
  follow_up_ok: false,
  share: 'private',
  counter: 'undecided',
  clocks: null,
});

/** There is a day, and it has come. */
export const hasDay = ({ local_date }: Draft, today: string): boolean =>
  local_date !== '' && local_date <= today;

export const goesToPeer = (account: Account, { share }: Draft): boolean =>
  share === 'shared' && !isStopped(account);

/** The counts that ran on that day: where there is none nothing is asked about counts. */
export const countsOn = (account: Account, { local_date }: Draft): Row<'recovery_clock'>[] =>
  account.all('recovery_clock').filter(({ record }) => openPeriod(account, record, local_date));

/** Every count, until the person says which. */
export const chosenOf = ({ clocks }: Draft, counts: Row<'recovery_clock'>[]): string[] =>
  clocks ?? counts.map(({ record }) => record);

export const asksWhich = ({ counter }: Draft, counts: Row<'recovery_clock'>[]): boolean =>
  counter === 'new_period' && counts.length > 1;

/** That the peer may ask about it is for a peer who can see it. */
export async function save(account: Account, draft: Draft): Promise<void> {
  const { local_date, what, situations, what_helped, follow_up_ok, counter } = draft;
  const shared = goesToPeer(account, draft);
  const counts = countsOn(account, draft);
  const chosen = chosenOf(draft, counts);
  const counter_choice = counts.length ? (counter ?? 'undecided') : 'undecided';
  const words = {
    local_date,
    what: what.trim(),
    situations: [...situations],
    what_helped: what_helped.trim(),
    counter_choice,
    follow_up_ok: shared && follow_up_ok,
  };
  await account.create('setback', streamFor(account, shared), { words });
  if (counter_choice !== 'new_period') return;
  for (const count of counts.filter(({ record }) => chosen.includes(record)))
    await beginAnew(account, count, local_date);
}

/** The days that go on counting, of the count with the most of them that the person looks at. */
export const stillCounted = (account: Account): number =>
  Math.max(0, ...shown(account).map((clock) => daysOf(account, clock).total_days));
