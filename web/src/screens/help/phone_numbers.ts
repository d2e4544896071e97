/**
 * The numbers in a text that people wrote, as a phone dials them: as `domain/phone_numbers.py`,
 * held to the same vectors.
 */
export interface PhoneNumber {
  /** As it stands in the text. */
  written: string;
  /** What follows `tel:`: digits, `+`, `,` for a pause, `%23` and `%2A` for # and *. */
  dial: string;
}
/** Where it begins and ends in the text, and its keys. */
type Found = [start: number, end: number, keys: string];

const MOST_TEXT = 400;
const LONGEST_CODE = 13;
const LONGEST_LETTERS = 11;
const DASHES = '\\u2010-\\u2015-';
const GAP = `[ .()${DASHES}]{0,3}`;
const AREA = `(?:\\+?1${GAP})?\\(?[2-9][0-9]{2}\\)?`;
const EMERGENCY = '[2-9]11|988|999|112|11[0-9]';
const OF_WHAT = '(?: de (?:la )?(?:reuni[oóÓ]n|sala|acceso)| number| no)?';
const BE = '(?: is| es)?[ .:=#]*';
const CODE = `(?:id|pmi|code|passcode|password|pwd|pin|enter|c[oóÓ]digo|clave|contrase[nñÑ]a)${OF_WHAT}${BE}`;
const ROOM = `(?:zoom|webex|skype|meeting|webinar|reuni[oóÓ]n|sala)(?: (?:meeting|room|number|no|n[uúÚ]mero|reuni[oóÓ]n))*${BE}`;
const at = (pattern: string, flags = ''): RegExp => new RegExp(pattern, `y${flags}`);

const SURE_PATTERN =
  `(?:[*#][0-9]{2}#?[ -]?)?${AREA}[ .()/${DASHES}]{0,3}[2-9][0-9]{2}${GAP}[0-9]{4}(?![0-9])` +
  `|\\+${GAP}[2-9](?:${GAP}[0-9]){6,14}(?![0-9])` +
  `|[2-9][0-9]{2}(?:[.${DASHES}][0-9]{4}(?![0-9])|-[A-Z]{4}(?![0-9A-Za-z]))` +
  `|(?:${EMERGENCY})(?= ?(?:$|[,;/|(&.]|(?:or|and|then|press|o|u|y|ou|et)\\b))` +
  `|[0-9]{3}-?[0-9]{3}(?![0-9A-Za-z]|[. ${DASHES}][OIoil]?[0-9]|[.${DASHES}][A-Za-z])`;
const SURE = at(SURE_PATTERN);
const WHOLLY_SURE = new RegExp(`^(?:${SURE_PATTERN})$`);
const LETTERS = at(`[.${DASHES}]?[A-Za-z]| [OIoil][0-9]| ?\\.\\.\\.`);
const LETTERED = at(`(${AREA})((?:[ .)${DASHES}]{1,3}[0-9A-Za-z]{1,11}(?![0-9A-Za-z])){1,5})`);
const PIECES = new RegExp(`([ .)${DASHES}]{1,3})([0-9A-Za-z]+)`, 'g');
const PERHAPS = new RegExp(`\\(?(?:[*#][0-9]{2,5}#?|[0-9](?:${GAP}[0-9])*)`, 'g');
const SHORT = new RegExp(`^(?:${EMERGENCY})$`);
const AFTER_DIGITS = new RegExp(`[0-9]\\)?[ .${DASHES}]{1,3}$`);
const AFTER_ZERO = new RegExp(`(?:^|[^0-9])0[0-9]{0,2}\\)?[ .${DASHES}]{1,3}$`);
const AFTER_A_CODE = new RegExp(`\\b${CODE}$`, 'i');
const AFTER_A_ROOM = new RegExp(`\\b${ROOM}$`, 'i');
/** What no conference's own number begins with. */
const TELEPHONE = /^(?:\+|\([2-9][0-9]{2}\))/;
const NO_NUMBER =
  /\b(?:https?:\/\/\S+|[0-9]{1,2}:[0-9]{2}|[0-9]{1,2} ?[ap]\.?m|24 ?\/ ?7|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}\/[0-9]{1,2}\/[0-9]{2,4})\b/gi;
const PRESSED = at(
  '[ ,;.(]*(?:(?:and|then|y|luego) )?' +
    '(?:(?:extensi[oóÓ]n|extn?|ex|x|poste|int|option|opci[oóÓ]n|press|oprim[ae]|presion[ae]|marque)[ .:=#]*|#) ?([0-9]{1,7})(?![0-9#])\\)?',
  'i',
);
const PAUSED = at(
  '(?: ?((?:[,;] ?){2,})|[,;](?=[0-9*#])|[,;] (?=[0-9]+#))([0-9A-Za-z*#]+)(?=[ ,;)]|$)',
);
const ENTERED = at(
  `[ ,;.(]*(?:(?:and|then|y) )?(?:(?:meeting|conference|participant|access|phone|dial-in) )?${CODE}([0-9]+(?:[ -][0-9]+)* ?#?|[0-9A-Za-z]+#?)\\)?`,
  'i',
);

const matched = (pattern: RegExp, text: string, place: number): RegExpExecArray | null => {
  pattern.lastIndex = place;
  return pattern.exec(text);
};
const keysOf = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[A-Z]/g, (letter) => '22233344455566677778889999'[letter.charCodeAt(0) - 65]!)
    .replace(/[ .()/\u2010-\u2015-]/g, '');

/**
 * Whether a person could type it: a digit or `#` is in it, and with letters it is no machine's long
 * secret.
 */
const typed = (code: string): boolean =>
  (/[0-9#]/.test(code) || code === code.toUpperCase()) &&
  (code.length <= LONGEST_LETTERS || !/[A-Za-z]/.test(code));

/**
 * The code in what follows the word for one, without a number that comes behind it. Empty where
 * that is no code.
 */
function entered(text: string): string {
  if (!/[0-9]/.test(text) && text !== text.toUpperCase()) return '';
  const code =
    keysOf(text).length <= LONGEST_CODE || !/^[0-9]/.test(text) ? text : text.split(/[ -]/)[0]!;
  return typed(code) ? code : '';
}

/**
 * Its commas. Empty where another number follows, a word of the sentence, or what no keypad can
 * type.
 */
function pauses([, marks, keys]: RegExpExecArray): string {
  if (!typed(keys!)) return '';
  if (marks) return ','.repeat(marks.replaceAll(' ', '').length);
  return WHOLLY_SURE.test(keys!) ? '' : ',';
}

/** With what is dialled after someone answered: an extension, a code. */
function withTail(text: string, [start, began, first]: Found): Found {
  let end = began;
  let keys = first;
  for (;;) {
    const pressed = matched(PRESSED, text, end);
    const paused = matched(PAUSED, text, end);
    const commas = paused ? pauses(paused) : '';
    const labelled = matched(ENTERED, text, end);
    const code = labelled ? entered(labelled[1]!) : '';
    if (pressed) {
      keys += `,${pressed[1]}`;
      end += pressed[0].length;
    } else if (paused && commas) {
      keys += commas + keysOf(paused[2]!);
      end += paused[0].length;
    } else if (labelled && code) {
      keys += `,,${keysOf(code).replace(/#+$/, '')}#`;
      end += labelled[0].replace(/\)$/, '').length - labelled[1]!.length + code.length;
    } else return [start, end, keys];
  }
}

/**
 * Whether letters belong to the number, whose length is not known, or the text was cut short in it.
 */
const goesOn = (text: string, end: number): boolean =>
  Boolean(matched(LETTERS, text, end)) && !matched(PRESSED, text, end);

/**
 * Words on the keypad: seven keys. A free number may be a longer word, whose last letters no
 * exchange reads.
 */
function lettered({ index, 1: area, 2: rest }: RegExpExecArray): Found | null {
  const free = /8(?:00|22|33|44|55|66|77|88)$/.test(keysOf(area!));
  let keys = '';
  let end = index + area!.length;
  for (const piece of rest!.matchAll(PIECES)) {
    if (keys.length >= 7) break;
    if (piece[2] !== piece[2]!.toUpperCase() && (!free || piece[1]!.includes(' '))) return null;
    keys += keysOf(piece[2]!);
    end += piece[0].length;
  }
  // O and I alone are zero and one
  if (keys.length < 7 || (keys.length > 7 && !free) || !/[A-HJ-NP-Z]/i.test(rest!)) return null;
  return [index, end, keysOf(area!) + keys.slice(0, 7)];
}

function numberAt(text: string, place: number): Found | null {
  if (place && /[0-9A-Za-z+*#]/.test(text[place - 1]!)) return null;
  const sure = matched(SURE, text, place);
  if (!sure) {
    const found = matched(LETTERED, text, place);
    return found && lettered(found);
  }
  const keys = keysOf(sure[0].startsWith('+') ? sure[0].replaceAll('(0)', '') : sure[0]);
  const end = place + sure[0].length;
  const torn = (keys.length < 8 ? AFTER_DIGITS : AFTER_ZERO).test(text.slice(0, place));
  return torn || (keys.startsWith('+') && goesOn(text, end)) ? null : [place, end, keys];
}

/**
 * Whether what begins here stands behind the word for a code, or is the number of a conference
 * itself.
 */
const isCode = (text: string, place: number): boolean =>
  AFTER_A_CODE.test(text.slice(0, place)) ||
  (AFTER_A_ROOM.test(text.slice(0, place)) && !TELEPHONE.test(text.slice(place)));

function allSure(text: string): Found[] {
  const found: Found[] = [];
  for (let place = 0; place < text.length;) {
    let one = numberAt(text, place);
    if (one && !isCode(text, place)) found.push((one = withTail(text, one)));
    place = one ? one[1] : place + 1;
  }
  return found;
}

/** What may be a number of another country: where nothing in the text is surely one. */
function perhaps(text: string): Found[] {
  return [...text.matchAll(PERHAPS)].flatMap((one) => {
    const keys = keysOf(one[0]);
    const end = one.index + one[0].length;
    const least = one[0].trim() === text.trim() ? 3 : 5;
    const most = /^(?:00|011)/.test(keys) ? 15 : 12;
    const enough =
      SHORT.test(keys) || (keys.length >= least && keys.length <= most) || /^[*#]/.test(keys);
    const torn =
      /\+[0-9*#]$|[0-9][*#]$/.test(text.slice(0, one.index) + keys[0]) || goesOn(text, end);
    return enough && !torn && !isCode(text, one.index)
      ? [withTail(text, [one.index, end, keys])]
      : [];
  });
}

/** The numbers of a text in their order, each once. None where it is not sure that there is one. */
export function phoneNumbers(text: string): PhoneNumber[] {
  // Marks of direction, soft hyphens and the like come along with what is pasted.
  const whole = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/\s+/g, ' ');
  if (whole.length > MOST_TEXT) return [];
  const plain = whole.replace(NO_NUMBER, (found) => '_'.repeat(found.length));
  const sure = allSure(plain);
  const numbers = new Map<string, PhoneNumber>();
  for (const [start, end, keys] of sure.length ? sure : perhaps(plain)) {
    const dial = keys.replaceAll('#', '%23').replaceAll('*', '%2A');
    const same = dial.replace(/^\+?1(?=[2-9][0-9]{9})/, '');
    if (!numbers.has(same)) numbers.set(same, { written: whole.slice(start, end).trim(), dial });
  }
  return [...numbers.values()];
}
