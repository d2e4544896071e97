/** English. Grade 6, person first; `tests/ui/words.test.ts` holds the words that never appear. */
import { frame } from './frame';
import { goals } from './goals';
import { help } from './help';
import { inbox } from './inbox';
import { library } from './library';
import { me } from './me';
import { peer } from './peer';
import { plan } from './plan';
import { staff } from './staff';
import { today } from './today';
import { welcome } from './welcome';

export const en = { language: 'en', locale: 'en-US', frame, today, plan, help, goals, library, inbox, me, welcome, peer, staff };
