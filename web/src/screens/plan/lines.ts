/**
 * What becomes of a line of the plan as it is written, set aside, changed and kept twice: where it
 * goes, and who sees it.
 */
import type { Account, Row } from '../../sync';
import { streamFor } from '../queries';
import { lastPlace } from './order';
import type { Part } from './sections';

/** After the others. */
export async function addLine(
  account: Account,
  { section, lines }: Part,
  text: string,
  shared: boolean,
): Promise<void> {
  await account.create('plan_item', streamFor(account, shared), {
    place: { section },
    words: { text: text.trim() },
    order: { position: lastPlace(lines) },
  });
}

/**
 * That a part of the plan is not for them is nobody else's to know, whatever of the plan is shared.
 */
export async function setAside(account: Account, { section }: Part): Promise<void> {
  await account.create('plan_item', streamFor(account, false), {
    place: { section },
    state: { state: 'not_for_me' },
  });
}

/** A part is set aside only while it holds no line. */
export const isSetAside = ({ lines, set_aside }: Part): boolean =>
  set_aside.length > 0 && !lines.length;

/**
 * Whether there was anything to save. `seen` is the line as it stood when the person began, `row`
 * as it stands, which may be at another place: words that came from another phone meanwhile are
 * kept beside.
 */
export async function changeLine(
  account: Account,
  seen: Row<'plan_item'>,
  row: Row<'plan_item'>,
  text: string,
): Promise<boolean> {
  const is_new = text.trim() !== '' && text.trim() !== seen.body.text;
  if (is_new) await account.edit({ ...seen, stream: row.stream }, { words: { text: text.trim() } });
  return is_new;
}

/** A kept version as a line of its own, seen by whoever sees the one that it was a version of. */
export async function addBeside(
  account: Account,
  { stream, body }: Row<'plan_item'>,
  text: string,
): Promise<void> {
  await account.create('plan_item', stream, { place: { section: body.section }, words: { text } });
}
