import type { Account, Body, Row } from '../../sync';
import { placed } from '../queries';

export type Section = Body<'plan_item'>['section'];

/** In the order that helps. */
export const SECTIONS: Section[] = [
  'reasons',
  'steady',
  'triggers',
  'warning_signs',
  'coping_alone',
  'people_places',
  'ask_for_help',
  'professionals',
  'safer_space',
  'if_setback',
];

/**
 * A section set aside holds a wordless item in the state `not_for_me`; two phones may each have
 * made one.
 */
export interface Part {
  section: Section;
  lines: Row<'plan_item'>[];
  set_aside: Row<'plan_item'>[];
}

export function parts(account: Account, stream?: number): Part[] {
  const items = placed(account.all('plan_item', stream));
  return SECTIONS.map((section) => {
    const here = items.filter(({ body }) => body.section === section);
    return {
      section,
      lines: here.filter(({ body, kept }) => body.text.trim() !== '' || kept?.words),
      set_aside: here.filter(({ body }) => body.state === 'not_for_me'),
    };
  });
}
