/** One of the person's people as they stand in the form, new or to be changed. */
import type { Row } from '../../sync';
import type { Changing } from '../../ui/draft.svelte';

export type Person = Pick<Row<'support_contact'>['body'], 'name' | 'relation' | 'phone' | 'when_to_call' | 'in_crisis_card'>;

/** `seen` is null for someone new. */
export type Writing = Omit<Changing<'support_contact', Person>, 'seen'> & { seen: Row<'support_contact'> | null };

/** As it stands when the person begins. */
export function begun(row: Row<'support_contact'> | null): Writing {
  const { name, relation, phone, when_to_call, in_crisis_card } = row?.body ?? { name: '', relation: '', phone: '', when_to_call: '', in_crisis_card: true };
  const form = { name, relation, phone, when_to_call, in_crisis_card };
  return { seen: row, before: { ...form }, form };
}
