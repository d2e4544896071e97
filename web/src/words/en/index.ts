/**
 * English, what the first screens say. Grade 6, person first; `tests/ui/words.test.ts` holds the
 * words that never appear.
 */
import { frame } from './frame';
import { help } from './help';
import { today } from './today';

export const en = { language: 'en', locale: 'en-US', frame, today, help };
