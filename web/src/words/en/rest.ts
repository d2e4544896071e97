/** English, what the screens say that come when they are opened. */
import { answers } from './answers';
import { contact } from './contact';
import { days_words as days } from './days';
import { goals } from './goals';
import { inbox } from './inbox';
import { kept } from './kept';
import { library } from './library';
import { me } from './me';
import { note } from './note';
import { nudges } from './nudges';
import { own } from './own';
import { peer } from './peer';
import { plan } from './plan';
import { reading } from './reading';
import { refused } from './refused';
import { reminders } from './reminders';
import { setback } from './setback';
import { staff } from './staff';
import { welcome } from './welcome';
import { whereabouts } from './whereabouts';

export const english = {
  whereabouts,
  plan,
  answers,
  note,
  kept,
  refused,
  goals,
  library,
  inbox,
  me,
  welcome,
  own,
  peer,
  nudges,
  staff,
  reading,
  reminders,
  setback,
  days,
  contact,
};
