/**
 * The status on the screen goes with every move, so that the program can tell a legal move from a
 * late one.
 */
import type { Account, Body, Row } from '../../sync';
import { localDate } from '../../words/when';

export type GoalStatus = Body<'goal'>['status'];

export function move(account: Account, row: Row<'goal'>, to: GoalStatus, at: Date): Promise<void> {
  const achieved_on = to === 'achieved' ? localDate(at) : null;
  return account.edit(row, { status: { status: to, came_from: row.body.status, achieved_on } });
}
