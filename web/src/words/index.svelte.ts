/**
 * The app's words. A language is one folder with the shape of `en`, and one line in DICTIONARIES.
 * English comes in two parts, so that the first load holds only what the first screens say
 * (`rest.ts` holds the other); another language comes whole.
 */
import { en } from './en';
import type { Rest } from './lazy';

export type Words = typeof en;
export type Dictionary = Words & { rest?: Rest };
export type Language = 'en' | 'es';

const DICTIONARIES: Partial<Record<Language, () => Promise<Dictionary>>> = {
  en: () => Promise.resolve(en),
};

let spoken = $state.raw<Dictionary>(en);

/**
 * The words of the language that is spoken now. Read inside a template or `$derived`, so that a
 * change of language shows.
 */
export const t = (): Dictionary => spoken;

export async function speak(language: Language): Promise<void> {
  const load = DICTIONARIES[language];
  if (!load) return;
  spoken = await load();
  document.documentElement.lang = spoken.language;
}
