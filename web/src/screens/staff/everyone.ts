/**
 * Everyone in a program as its staff see them: who comes first, who may walk alongside, and who is
 * kept from what.
 */
import type { components } from '../../generated/api';
import type { Account, Row } from '../../sync';
import { openFlags } from '../caseload/people';

type Schemas = components['schemas'];

/** A curator and an evaluator have no people. */
export const hasPeople = ({ role }: { role?: string | null }): boolean =>
  role !== 'curator' && role !== 'evaluator';

/** Who may be given someone to walk with. */
export const peersOf = (staff: Schemas['StaffMember'][]): Schemas['StaffMember'][] =>
  staff.filter(({ role, status }) => role === 'peer' && status === 'active');

/** Who has no peer yet first, then by name. */
export const inNeedFirst = (participants: Schemas['Participant'][]): Schemas['Participant'][] =>
  participants.toSorted(
    (a, b) =>
      Number(a.state === 'assigned') - Number(b.state === 'assigned') ||
      a.display_name.localeCompare(b.display_name),
  );

/** Codes that still open something. */
export const openCodes = (codes: Schemas['CodeState'][], now: number): Schemas['CodeState'][] =>
  codes.filter(({ used_at, voided_at, expires_at }) => !used_at && !voided_at && expires_at > now);

/** Everyone who asked for someone and still waits, whoever their peer is. */
export const asking = (
  account: Account,
): { flag: Row<'support_flag'>; name: string | undefined }[] =>
  account
    .streamsOf('flags')
    .flatMap(({ person, name }) =>
      person ? openFlags(account, person).map((flag) => ({ flag, name })) : [],
    );
