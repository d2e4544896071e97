/** English, what the screens say that come when they are opened. */
import { goals } from './goals';
import { inbox } from './inbox';
import { library } from './library';
import { me } from './me';
import { peer } from './peer';
import { staff } from './staff';
import { welcome } from './welcome';

export const english = { goals, library, inbox, me, welcome, peer, staff };
