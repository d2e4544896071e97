/** The app's words, one dictionary a language. A language is one folder with the shape of `en`, and one line in DICTIONARIES. */
import { en } from './en';

export type Words = typeof en;
export type Language = 'en' | 'es';

const DICTIONARIES: Partial<Record<Language, () => Promise<Words>>> = { en: () => Promise.resolve(en) };

let spoken = $state.raw<Words>(en);

/** The words of the language that is spoken now. Read inside a template or `$derived`, so that a change of language shows. */
export const t = (): Words => spoken;

export async function speak(language: Language): Promise<void> {
  const load = DICTIONARIES[language];
  if (!load) return;
  spoken = await load();
  document.documentElement.lang = spoken.language;
}
