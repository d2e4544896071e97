/** One of the person's people as they stand in the form, new or to be changed. */
import type { Account, Groups, Row } from '../../sync';
import type { Changing } from '../../ui/draft.svelte';
import { ownPeople, streamFor } from '../queries';
import { lastPlace } from './order';

export type Person = Pick<
  Row<'support_contact'>['body'],
  'name' | 'relation' | 'phone' | 'when_to_call' | 'in_crisis_card'
>;

/** `seen` is null for someone new. */
export type Writing = Omit<Changing<'support_contact', Person>, 'seen'> & {
  seen: Row<'support_contact'> | null;
};

/** As it stands when the person begins. */
export function begun(row: Row<'support_contact'> | null): Writing {
  const { name, relation, phone, when_to_call, in_crisis_card } = row?.body ?? {
    name: '',
    relation: '',
    phone: '',
    when_to_call: '',
    in_crisis_card: true,
  };
  const form = { name, relation, phone, when_to_call, in_crisis_card };
  return { seen: row, before: { ...form }, form };
}

/** Someone new is the person's own to know. There is a name. */
export async function savePerson(account: Account, { seen, before, form }: Writing): Promise<void> {
  const { in_crisis_card, when_to_call } = form;
  const who = { name: form.name.trim(), relation: form.relation.trim(), phone: form.phone.trim() };
  if (seen) await account.edit(seen, changed({ ...form, ...who }, before));
  else {
    const order = { position: lastPlace(ownPeople(account)) };
    await account.create('support_contact', streamFor(account, false), {
      who,
      when: { when_to_call },
      card: { in_crisis_card },
      order,
    });
  }
}

/** Only the groups that were touched, so that another phone's words in the others stand. */
function changed(
  { when_to_call, in_crisis_card, ...who }: Person,
  before: Person,
): Groups<'support_contact'> {
  const touched =
    who.name !== before.name || who.relation !== before.relation || who.phone !== before.phone;
  return {
    ...(touched && { who }),
    ...(when_to_call !== before.when_to_call && { when: { when_to_call } }),
    ...(in_crisis_card !== before.in_crisis_card && { card: { in_crisis_card } }),
  };
}
