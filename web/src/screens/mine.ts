/** What several screens ask of the account: who my peer is, and which stream a new record goes to. */
import type { Account, Row } from '../sync';
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

export const isShared = (account: Account, row: Row): boolean => account.stream(row.stream)?.kind === 'shared';

/** The sections of the plan a person may have set aside hold a marker without words. */
export const copingLines = (account: Account): Row<'plan_item'>[] =>
  account.all('plan_item').filter(({ body }) => body.section === 'coping_alone' && body.state === 'active' && body.text.trim() !== '');
