/** A call for help as it is answered: what may be done next, by whom, and how old it is. */
import type { Account, Row } from '../../sync';

const DAY_MS = 86_400_000;

type State = Row<'support_flag'>['body']['state'];
export type To = 'seen' | 'contacted' | 'handed_over' | 'closed';

/** Nobody closes what nobody has seen. */
const NEXT: Record<State, To[]> = {
  open: ['seen', 'contacted', 'handed_over'],
  seen: ['contacted', 'handed_over', 'closed'],
  contacted: ['handed_over', 'closed'],
  handed_over: ['seen', 'contacted', 'closed'],
  closed: [],
};

/** A peer passes on to the supervisors; they have no one behind them. */
export const movesOf = (state: State, role: Account['person']['role']): To[] =>
  NEXT[state].filter((to) => to !== 'handed_over' || role === 'peer');

/** Whole days. It may have waited on a phone without a network: then it may not be about now. */
export const daysSince = (recorded_at: string, now: number): number =>
  Math.floor((now - Date.parse(recorded_at)) / DAY_MS);
