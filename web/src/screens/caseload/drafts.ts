/**
 * What a peer does with the nudges that they have not decided to send. All of it on the phone; it
 * is sent when there is a network.
 */
import type { Account, Row } from '../../sync';
import { formOf, groupsOf, touched, type NudgeForm } from './nudge_form';

export type Draft = Row<'nudge_draft'>;

/** Those for one person, newest first. */
export const draftsFor = (account: Account, person: number): Draft[] =>
  account
    .all('nudge_draft')
    .filter(({ body }) => body.participant === person)
    .toReversed();

/** In the peer's own stream, where nobody else reads. */
export async function keepDraft(
  account: Account,
  person: number,
  form: NudgeForm,
): Promise<string> {
  return account.create('nudge_draft', account.streamOf('account')!.id, {
    ...groupsOf(form),
    origin: { participant: person },
  });
}

/** `draft` as it stood when the peer went on with it. */
export async function changeDraft(account: Account, draft: Draft, form: NudgeForm): Promise<void> {
  await account.edit(draft, touched(form, formOf(draft.body)));
}

/**
 * The draft goes when the plan is kept: a phone that stops between the two leaves both, never
 * neither.
 */
export async function planNudge(
  account: Account,
  stream: number,
  form: NudgeForm,
  draft: Draft | undefined,
): Promise<void> {
  await account.create('nudge_plan', stream, groupsOf(form));
  const used = draft && account.get('nudge_draft', draft.record);
  if (used) await account.remove(used);
}
