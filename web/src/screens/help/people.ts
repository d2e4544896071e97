/** Whom a person in need sees, and what of Help now is whose. */
import type { Account, Row } from '../../sync';
import { ownPeople } from '../queries';

/** Those whom the person wants there, in their order. */
export const onCard = (account: Account): Row<'support_contact'>[] =>
  ownPeople(account).filter(({ body }) => body.in_crisis_card);

/**
 * Whose own words Help now holds; and whether it has a place for such: for everyone but staff,
 * whose phone it is not about.
 */
export const cardOf = (
  account: Account | null,
  kind: string | undefined,
): { participant: Account | null; own: boolean } => {
  const participant = kind === 'participant' ? account : null;
  return { participant, own: !account || participant !== null };
};
