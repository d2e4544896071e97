/**
 * What several screens ask of the account: who my peer is, and which stream a new record goes to.
 */
import { inOrder, type Account, type Row } from '../sync';
import { t } from '../words/index.svelte';

/** The participant's running assignments, the primary one first. */
export function assignments(account: Account): Row<'assignment'>[] {
  const mine = account
    .all('assignment')
    .filter(
      (row) => row.body.status === 'active' && account.stream(row.stream)?.role === 'participant',
    );
  return mine.sort((a, b) => Number(a.body.kind === 'backup') - Number(b.body.kind === 'backup'));
}

export const peerName = (account: Account): string =>
  assignments(account)[0]?.body.peer_name ?? t().frame.my_peer;

/** The assignment that a note, a nudge or a plan belongs to, which may have ended. */
const assignmentOf = (account: Account, row: { stream: number }): Row<'assignment'> | undefined =>
  account.all('assignment', row.stream)[0];

/** Who wrote it: the peer of its own assignment, whoever walks alongside now. */
export const writerOf = (account: Account, row: { stream: number }): string =>
  assignmentOf(account, row)?.body.peer_name || t().frame.my_peer;

/** Whether the one who wrote it reads no answer any more: they do not walk alongside now. */
export const isFormer = (account: Account, row: { stream: number }): boolean =>
  assignmentOf(account, row)?.body.status === 'ended';

/** How many notes and nudges a participant has not seen. */
export const unread = (account: Account): number =>
  account.person.kind === 'participant'
    ? [...account.all('encouragement'), ...account.all('nudge')].filter(({ body }) => !body.seen)
        .length
    : 0;

/** Nothing is shared while the person has stopped it all. */
export const isStopped = (account: Account): boolean =>
  account.settings('sharing_settings').body.stop_all_sharing;

/**
 * Where a new record goes. None is for the peer while all sharing is stopped, whatever was chosen:
 * it would be shown when that ends.
 */
export function streamFor(account: Account, shared: boolean): number {
  const stream = account.streamOf(shared && !isStopped(account) ? 'shared' : 'own');
  if (!stream) throw new Error('this account has no such stream');
  return stream.id;
}

export const isShared = (account: Account, row: { stream: number }): boolean =>
  account.stream(row.stream)?.kind === 'shared';

/** As chosen in a form, or else as the person usually does. */
export const goesToPeer = (
  account: Account,
  usual: 'share_check_ins' | 'share_goals' | 'share_plan',
  chosen: boolean | null,
): boolean => !isStopped(account) && (chosen ?? account.settings('sharing_settings').body[usual]);

/** Whether the peer can see it now. */
export const isSeen = (account: Account, row: { stream: number }): boolean =>
  isShared(account, row) && !isStopped(account);

/** What the person puts in an order of their own. */
export type Placeable = 'plan_item' | 'support_contact';

/** As the person put them, those never moved in the order of writing. */
export const placed = <E extends Placeable>(items: Row<E>[]): Row<E>[] =>
  inOrder(items.map((row) => ({ record: row.record, position: row.body.position, row }))).map(
    ({ row }) => row,
  );

/** Whether the plan holds any line yet. */
export const hasPlan = (account: Account): boolean =>
  account.all('plan_item').some(({ body }) => body.state === 'active' && body.text.trim() !== '');

/** Whom to call, in the order that the person chose. */
export const ownPeople = (account: Account): Row<'support_contact'>[] =>
  placed(account.all('support_contact'));

/** The words of a section. One that was set aside holds a marker without words. */
export const planLines = (
  account: Account,
  section: Row<'plan_item'>['body']['section'],
): Row<'plan_item'>[] =>
  placed(
    account
      .all('plan_item')
      .filter(
        ({ body }) =>
          body.section === section && body.state === 'active' && body.text.trim() !== '',
      ),
  );
