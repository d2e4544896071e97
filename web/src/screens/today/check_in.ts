/** A check-in as it is being written, and as it is saved: only what was answered. */
import { zoneHere } from '../../figures/wall';
import type { Account, Groups } from '../../sync';
import { localDate } from '../../words/when';
import { streamFor } from '../queries';

export interface Draft {
  mood: number | null;
  craving: number | null;
  stress: number | null;
  sleep_quality: number | null;
  connected: number | null;
  use_since_last: 'no' | 'yes' | 'prefer_not' | null;
  triggers: string[];
  helped: string[];
  grateful: string;
  note: string;
  share_note: boolean;
  /**
   * The answer about use that is to be shared: another answer is not. Never set beforehand, never
   * kept for the next time.
   */
  share_use: Draft['use_since_last'];
}

export const emptyDraft = (): Draft => ({
  mood: null,
  craving: null,
  stress: null,
  sleep_quality: null,
  connected: null,
  use_since_last: null,
  triggers: [],
  helped: [],
  grateful: '',
  note: '',
  share_note: false,
  share_use: null,
});

/** A yes to sharing is given each time: it is not kept with a half-written check-in. */
export const NEVER_KEPT = ['share_note', 'share_use'] as const satisfies (keyof Draft)[];

/** Ticked for this very answer. */
export const sharesUse = ({ use_since_last, share_use }: Draft): boolean =>
  share_use !== null && share_use === use_since_last;

/**
 * What of it may be shared apart from the answers that are: there is nothing to tick where it was
 * not answered, or while the answers stay here.
 */
export const asksToShare = (
  { use_since_last, note }: Draft,
  shared: boolean,
): { use: boolean; note: boolean } => ({
  use: shared && use_since_last !== null,
  note: shared && note.trim() !== '',
});

const answersOf = ({
  note: _note,
  share_note: _share,
  use_since_last: _use,
  share_use: _shared,
  ...answers
}: Draft): Partial<Draft> =>
  Object.fromEntries(
    Object.entries(answers)
      .map(([field, value]) => [field, typeof value === 'string' ? value.trim() : value])
      .filter(
        ([, value]) => value !== null && value !== '' && !(Array.isArray(value) && !value.length),
      ),
  ) as Partial<Draft>;

export const hasAnswer = (draft: Draft): boolean => Object.keys(answersOf(draft)).length > 0;
export const hasAnything = (draft: Draft): boolean =>
  hasAnswer(draft) || draft.use_since_last !== null || draft.note.trim() !== '';

/** Whether the fold holds anything of it. */
export const hasMore = ({ mood: _mood, craving: _craving, ...more }: Draft): boolean =>
  JSON.stringify({ ...emptyDraft(), ...more }) !== JSON.stringify(emptyDraft());

/** An instant with the phone's own offset, as `occurred_at` wants it. */
export function withOffset(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const local = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const two = (n: number): string => String(Math.floor(Math.abs(n))).padStart(2, '0');
  return `${local}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

export async function save(
  account: Account,
  draft: Draft,
  shared: boolean,
  at: Date,
): Promise<void> {
  const used = draft.use_since_last;
  const share_use = shared && sharesUse(draft);
  const answers = {
    ...answersOf(draft),
    occurred_at: withOffset(at),
    time_zone: zoneHere(account.settings('profile').body.time_zone),
    local_date: localDate(at),
  } as NonNullable<Groups<'check_in'>['answers']>;
  const text = draft.note.trim();
  await account.createAll((begin) => {
    // With nothing but an answer that is kept, a check-in without any would tell of it.
    const stream = streamFor(account, hasAnswer(draft) ? shared : share_use);
    const check_in = hasAnswer(draft) || used ? begin('check_in', stream, { answers }) : null;
    if (used) begin('use_report', streamFor(account, share_use), { answer: { used, check_in } });
    if (text)
      begin('journal_note', streamFor(account, shared && draft.share_note), {
        words: { text, check_in },
      });
  });
}
