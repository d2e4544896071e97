/**
 * Every address of the app and what stands there. Today and Help now are in the first load; the
 * rest comes when it is opened.
 */
import type { Component } from 'svelte';
import type { SessionInfo } from '../session';
import type { Account } from '../sync';
import Today from './today/Today.svelte';

/** `part` is what the address names: a record, a person. */
export type Screen = Component<{ account: Account; part: string }>;
type Lazy = () => Promise<{ default: Screen }>;

export interface Place {
  at: RegExp;
  screen?: Screen;
  load?: Lazy;
}

export type Audience = 'participant' | 'peer' | 'staff';

export const audience = (person: SessionInfo['person'] | undefined): Audience =>
  person?.kind !== 'staff' ? 'participant' : person.role === 'peer' ? 'peer' : 'staff';

export const loadPlan: Lazy = () => import('./plan/Plan.svelte');

const EVERYONE: Place[] = [
  { at: /^\/library$/, load: () => import('./library/Library.svelte') },
  { at: /^\/library\/([0-9a-f-]+)$/, load: () => import('./library/Entry.svelte') },
  { at: /^\/more$/, load: () => import('./me/More.svelte') },
  { at: /^\/me\/profile$/, load: () => import('./me/Profile.svelte') },
  { at: /^\/me\/phones$/, load: () => import('./me/Phones.svelte') },
  { at: /^\/me\/refused$/, load: () => import('./me/Refused.svelte') },
  { at: /^\/me\/sign-out$/, load: () => import('./me/SignOut.svelte') },
  {
    at: /^\/enrol$/,
    load: () => import('./welcome/Enrol.svelte') as Promise<{ default: Component }>,
  },
  {
    at: /^\/sign-in$/,
    load: () => import('./welcome/SignIn.svelte') as Promise<{ default: Component }>,
  },
];

/** Staff have no inbox: what a notice leads them to stands among their people. */
const STAFF_HOME = /^\/(?:inbox(?:\/[\w-]+)?)?$/;

const PLACES: Record<Audience, Place[]> = {
  participant: [
    { at: /^\/$/, screen: Today as Screen },
    { at: /^\/plan$/, load: loadPlan },
    { at: /^\/plan\/people$/, load: () => import('./plan/Contacts.svelte') },
    { at: /^\/goals$/, load: () => import('./goals/Goals.svelte') },
    { at: /^\/goals\/(new)$/, load: () => import('./goals/NewGoal.svelte') },
    { at: /^\/goals\/([0-9a-f-]+)$/, load: () => import('./goals/GoalScreen.svelte') },
    { at: /^\/inbox(?:\/([\w-]+))?$/, load: () => import('./inbox/Inbox.svelte') },
    { at: /^\/setback$/, load: () => import('./setback/Setback.svelte') },
    { at: /^\/me\/days$/, load: () => import('./me/days/Clocks.svelte') },
    { at: /^\/me\/notices$/, load: () => import('./me/Notices.svelte') },
    { at: /^\/me\/sharing$/, load: () => import('./me/Sharing.svelte') },
    ...EVERYONE,
  ],
  peer: [
    { at: STAFF_HOME, load: () => import('./caseload/Caseload.svelte') },
    { at: /^\/people\/(\d+)$/, load: () => import('./caseload/Person.svelte') },
    ...EVERYONE,
  ],
  staff: [
    { at: STAFF_HOME, load: () => import('./staff/People.svelte') },
    { at: /^\/me\/notices$/, load: () => import('./me/Notices.svelte') },
    ...EVERYONE,
  ],
};

export function placeAt(path: string, who: Audience): { place: Place; part: string } | null {
  for (const place of PLACES[who]) {
    const match = place.at.exec(path);
    if (match) return { place, part: match[1] ?? '' };
  }
  return null;
}
