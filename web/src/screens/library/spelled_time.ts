/**
 * A time as people spell it, in English, Spanish and French: the import's own rules
 * (`library/spelled_time.py`), held together by `openapi/vectors/times/`. What is not certain is
 * not read.
 */
export interface Span {
  start: string;
  end?: string;
  is_assumed?: true;
  is_end_unread?: true;
}

/**
 * Minutes since midnight by a clock of 24 hours and, of one of 12, the half-day (a, p, m: midnight)
 * where that is said.
 */
interface Clock {
  minutes: number;
  half: string;
  is_whole: boolean;
  is_padded: boolean;
  is_24: boolean;
}

const HALF_DAY = 12 * 60;
const DAY = 2 * HALF_DAY;
/** `11-12:30 pm` begins in the morning; `8-6 pm` may be a long day or a slip. */
const MOST_ACROSS_NOON = 6 * 60;
const MOST_LETTERS = 80;

const LEAD = /^(?:(?:at|from|de|desde|a|à|dès) )?(?:las? )?(?=\d)/;
const TRAIL = / (?:sharp|en punto|précises)$/;
const DATED = /^\d{4}-\d{2}-/;
const HALVES: [words: string, half: string, from: number, to: number][] = [
  ['a|am|a.m|a m|a. m|a.m.|am.|a.|a. m.', 'a', 1, 12],
  ['p|pm|p.m|p m|p. m|p.m.|pm.|p.|p. m.', 'p', 1, 12],
  ['in the morning|morning|de la mañana|de la manana|por la mañana|du matin', 'a', 1, 11],
  ['de la madrugada', 'a', 1, 6],
  ["in the afternoon|afternoon|de la tarde|de l'après-midi|de l'apres-midi", 'p', 1, 8],
  ['in the afternoon|de la tarde', 'p', 12, 12],
  ['in the evening|evening|du soir', 'p', 4, 11],
  ['at night|de la noche|por la noche', 'p', 6, 11],
  ['noon|(noon)|n|del mediodía|del mediodia|du midi|pm (noon)|pm noon', 'p', 12, 12],
  ['midnight|(midnight)|mn|am (midnight)|am midnight', 'm', 12, 12],
];
const NAMED: [words: string, half: string][] = [
  ['noon|midday|mediodía|mediodia|medio día|medio dia|midi|12 n|12n', 'p'],
  ['midnight|medianoche|media noche|minuit|12 de la noche|12 at night', 'm'],
];
const CLOCK =
  /^(?:\d{4}-\d{2}-\d{2}[t ])?(?<hour>\d{1,2})(?: ?(?:(?<h>h) ?|[:;.] ?| )(?<minute>\d{2})|(?<tight>\d{2}))?(?::\d{2}(?:\.\d{1,6})?)?(?<unit> ?(?:hs|hrs?|horas?|heures?|h)\b\.?)?(?: ?(?<half>[^\d\s].*))?$/;
const BETWEEN = / ?[-\u2010-\u2015\u2212~] ?| (?:to|till?|until|thru|through|a|hasta|à|jusqu'à) /g;

/**
 * A time, or a start and an end in one text or two. Undefined where the start is not certain; an
 * end that is not is left out.
 */
export function readSpan(time: string, end_time = ''): Span | undefined {
  const text = plain(time);
  const end = clockOf(plain(end_time), DAY);
  const start = clockOf(text);
  if (start) {
    const span = end ? twoFields(start, end) : alone(start);
    return span && end_time.trim() && !span.end ? { ...span, is_end_unread: true } : span;
  }
  const [span, another] = ranges(text).flatMap(([first, last]) => range(first, last) ?? []);
  if (!span || another) return undefined;
  const ended = (end && twoFields(fixed(span.start), end)) || span;
  return ended.end ? ended : { ...ended, is_end_unread: true };
}

function plain(text: string): string {
  if ([...text].length > MOST_LETTERS) return '';
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('’', "'")
    .split(/\s+/)
    .filter(Boolean)
    .join(' ');
  return words.replace(LEAD, '').replace(TRAIL, '');
}

function clockOf(text: string, most = DAY - 1): Clock | undefined {
  const named = NAMED.find(([words]) => words.split('|').includes(text));
  if (named) return clock(HALF_DAY, named[1]);
  const found = CLOCK.exec(text)?.groups;
  if (!found || text.startsWith('0.')) return undefined;
  const { hour = '', h, minute, tight, unit, half } = found;
  const past = minute ?? tight;
  const minutes = Number(hour) * 60 + Number(past ?? 0);
  if (Number(past ?? 0) > 59 || minutes > most) return undefined;
  if (half) return withHalf(minutes, half);
  return {
    minutes,
    half: '',
    is_whole: Boolean(past ?? unit ?? h),
    is_padded: hour.length === 2,
    is_24: Boolean(h ?? unit) || minutes < 60 || minutes >= 13 * 60,
  };
}

const clock = (minutes: number, half: string): Clock => ({
  minutes,
  half,
  is_whole: true,
  is_padded: false,
  is_24: false,
});

/** With words for the half-day: an hour that is never called so is a slip. */
function withHalf(minutes: number, said: string): Clock | undefined {
  const hour = Math.floor(minutes / 60);
  const known = HALVES.find(
    ([words, , from, to]) => words.split('|').includes(said) && hour >= from && hour <= to,
  );
  return known && clock(minutes, known[1]);
}

function ranges(text: string): [first: Clock, last: Clock][] {
  if (DATED.test(text)) return [];
  return [...text.matchAll(BETWEEN)].flatMap(({ 0: between, index }): [Clock, Clock][] => {
    const [first, last] = [
      clockOf(text.slice(0, index)),
      clockOf(text.slice(index + between.length).replace(LEAD, ''), DAY),
    ];
    return first && last ? [[first, last]] : [];
  });
}

const hasHalves = ({ is_24, minutes }: Clock): boolean =>
  !is_24 && minutes >= 60 && minutes < 13 * 60;
const inHalf = ({ minutes }: Clock, half: string): number =>
  (minutes % HALF_DAY) + (half === 'p' ? HALF_DAY : 0);
const certain = (of: Clock): number => (of.half ? inHalf(of, of.half) : of.minutes);
const past = (minutes: number): number => ((minutes % DAY) + DAY) % DAY;
const otherHalf = (half: string): string => (half === 'p' ? 'a' : 'p');

function alone(of: Clock): Span | undefined {
  if (of.half) return { start: wall(certain(of)) };
  if (!of.is_whole) return undefined;
  return {
    start: wall(of.minutes),
    ...(hasHalves(of) && !of.is_padded ? { is_assumed: true } : {}),
  };
}

/** In one text: the half-day of its end holds for its start where that makes sense. */
function range(first: Clock, last: Clock): Span | undefined {
  if (first.half || last.half) return byHalves(first, last);
  const is_24 = [first, last].some(
    (each) => each.is_24 || (each.is_padded && each.minutes < 10 * 60),
  );
  return is_24 && (first.is_whole || last.is_whole)
    ? ended(first.minutes, last.minutes)
    : undefined;
}

/**
 * In two: each may be of the 24-hour clock, as the format asks. Where the half-day of the other
 * says otherwise, neither is certain.
 */
function twoFields(start: Clock, end: Clock): Span | undefined {
  if (!start.half && !end.half) return wholeDay(start, end);
  const span = byHalves(start, end);
  if (!span || (!start.half && start.is_padded && span.start !== wall(start.minutes)))
    return undefined;
  return !end.half && end.is_padded && span.end !== wall(end.minutes)
    ? { start: span.start }
    : span;
}

function wholeDay(start: Clock, end: Clock): Span | undefined {
  const first = alone(start);
  if (!first || !end.is_whole) return first;
  if (first.is_assumed && past(end.minutes - start.minutes) > HALF_DAY) return undefined;
  return {
    ...ended(start.minutes, end.minutes),
    ...(first.is_assumed ? { is_assumed: true } : {}),
  };
}

/** At least one of them says its half-day. */
function byHalves(first: Clock, last: Clock): Span | undefined {
  if (!first.half) {
    const start = hasHalves(first) ? before(first, last) : first.minutes;
    return start === undefined ? undefined : ended(start, certain(last));
  }
  const start = certain(first);
  if (last.half || !hasHalves(last)) return ended(start, certain(last));
  const half = first.half === 'p' ? 'p' : 'a';
  const [same, other] = [inHalf(last, half), inHalf(last, otherHalf(half))];
  if (same > start) return ended(start, same);
  return same < start && past(other - start) <= MOST_ACROSS_NOON
    ? ended(start, other)
    : { start: wall(start) };
}

/**
 * When it begins, by the half-day of its end. `10-12 am` is as often meant for noon, and is not
 * certain.
 */
function before(first: Clock, last: Clock): number | undefined {
  if (last.half === 'a' && last.minutes >= HALF_DAY && first.minutes < HALF_DAY) return undefined;
  const half = last.half === 'p' ? 'p' : 'a';
  const [same, other] = [inHalf(first, half), inHalf(first, otherHalf(half))];
  if (same <= certain(last)) return same;
  return past(certain(last) - other) <= MOST_ACROSS_NOON ? other : undefined;
}

/** An end that is the start, or the next day at a time when nobody meets any more, is a slip. */
function ended(start: number, end: number): Span {
  const length = past(end - start);
  const is_slip = length === 0 || (length > HALF_DAY && past(end) < start);
  return { start: wall(start), ...(is_slip ? {} : { end: wall(end) }) };
}

function fixed(time: string): Clock {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return clock((hour % 12 || 12) * 60 + minute, hour >= 12 ? 'p' : 'a');
}

const two = (number: number): string => String(number).padStart(2, '0');
const wall = (minutes: number): string =>
  `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
