/** What several screens ask of the account: who my peer is, and which stream a new record goes to. */
import { inOrder, type Account, type Row } from '../sync';
import { t } from '../words/index.svelte';

/** The participant's running assignments, the primary one first. */
export function assignments(account: Account): Row<'assignment'>[] {
  const mine = account.all('assignment').filter((row) => row.body.status === 'active' && account.stream(row.stream)?.role === 'participant');
  return mine.sort((a, b) => Number(a.body.kind === 'backup') - Number(b.body.kind === 'backup'));
}

export const peerName = (account: Account): string => assignments(account)[0]?.body.peer_name ?? t().frame.my_peer;

export function streamFor(account: Account, shared: boolean): number {
  const stream = account.streamOf(shared ? 'shared' : 'own');
  if (!stream) throw new Error('this account has no such stream');
  return stream.id;
}

export const isShared = (account: Account, row: { stream: number }): boolean => account.stream(row.stream)?.kind === 'shared';

/** As the person put them, those never moved in the order of writing. */
export const placed = (items: Row<'plan_item'>[]): Row<'plan_item'>[] =>
  inOrder(items.map((row) => ({ record: row.record, position: row.body.position, row }))).map(({ row }) => row);

/** The words of a section. One that was set aside holds a marker without words. */
export const planLines = (account: Account, section: Row<'plan_item'>['body']['section']): Row<'plan_item'>[] =>
  placed(account.all('plan_item').filter(({ body }) => body.section === section && body.state === 'active' && body.text.trim() !== ''));
