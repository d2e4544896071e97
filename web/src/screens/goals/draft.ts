/** A goal as it stands in the form, and what of it was touched, group by group. */
import type { Body, Groups } from '../../sync';

export interface GoalDraft {
  title: string;
  why: string;
  first_step: string;
  barriers: string;
  dimension: Body<'goal'>['dimension'] | null;
  measure: Body<'goal'>['measure'] | null;
  target: string;
  unit: string;
  period: Body<'goal'>['period'] | null;
  confidence: number | null;
  target_on: string;
  tags: string[];
}

export const draftOf = (body?: Body<'goal'>): GoalDraft => ({
  title: body?.title ?? '',
  why: body?.why ?? '',
  first_step: body?.first_step ?? '',
  barriers: body?.barriers ?? '',
  dimension: body?.dimension ?? 'purpose',
  measure: body?.measure ?? 'done',
  target: body?.target?.toString() ?? '',
  unit: body?.unit ?? '',
  period: body?.period ?? 'total',
  confidence: body?.confidence ?? null,
  target_on: body?.target_on ?? '',
  tags: body?.tags ?? [],
});

/** Whether the fold holds anything of it. */
export const hasMore = (draft: GoalDraft): boolean =>
  JSON.stringify({ ...draft, title: '' }) !== JSON.stringify(draftOf());

/** A number field hands over a number, or null when it is emptied. */
const amount = (typed: unknown): number | null =>
  typed === '' || typed === null || Number.isNaN(Number(typed)) ? null : Number(typed);

const groupsOf = (
  draft: GoalDraft,
): Required<
  Pick<Groups<'goal'>, 'words' | 'area' | 'measure' | 'confidence' | 'dates' | 'tags'>
> => ({
  words: {
    title: draft.title.trim(),
    why: draft.why.trim(),
    first_step: draft.first_step.trim(),
    barriers: draft.barriers.trim(),
  },
  area: { dimension: draft.dimension ?? 'purpose' },
  measure: {
    measure: draft.measure ?? 'done',
    target: amount(draft.target),
    unit: draft.unit.trim(),
    period: draft.period ?? 'total',
  },
  confidence: { confidence: draft.confidence },
  dates: { target_on: draft.target_on || null },
  tags: { tags: draft.tags },
});

/** Only groups that differ: another phone's words in an untouched group stand. */
export function touched(draft: GoalDraft, before: GoalDraft): Groups<'goal'> {
  const now = groupsOf(draft);
  const then = groupsOf(before);
  const names = (Object.keys(now) as (keyof typeof now)[]).filter(
    (name) => JSON.stringify(now[name]) !== JSON.stringify(then[name]),
  );
  return Object.fromEntries(names.map((name) => [name, now[name]]));
}
