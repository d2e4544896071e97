import { expect, test } from 'vitest';
import { isElsewhere, onBothWalls } from '../../src/screens/caseload/walls';

/** What a clock shows here depends on the machine, so it is asked. */
const AT = Date.parse('2026-11-20T15:20:00Z');
const NOW = AT + 2 * 3_600_000;
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const here = (at: number) =>
  new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit' }).format(at);
const away = HERE === 'Asia/Tokyo' ? 'America/Chicago' : 'Asia/Tokyo';
const there = (at: number) =>
  new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit', timeZone: away }).format(
    at,
  );
const place = away === 'Asia/Tokyo' ? 'Tokyo' : 'Chicago';

test('where both clocks show the same nothing is said of a zone', () => {
  for (const zone of [undefined, HERE])
    expect(onBothWalls(AT, NOW, zone)).toMatch(new RegExp(`${here(AT)}$`));
  expect(isElsewhere(AT, HERE)).toBe(false);
});

test('where theirs shows another time, that is said with its zone after the phone’s own', () => {
  const said = onBothWalls(AT, NOW, away);
  expect(said).toContain(here(AT));
  expect(said).toMatch(new RegExp(`\\(.*${there(AT)} in ${place}\\)$`));
});

test('and the day too where it is another one', () => {
  const days = [0, 6, 12, 18]
    .map((hours) => AT + hours * 3_600_000)
    .map((at) => onBothWalls(at, at + 3_600_000, away));
  expect(days.some((said) => /\((today|yesterday|tomorrow), /.test(said))).toBe(true);
  expect(days.some((said) => /\(\d/.test(said))).toBe(true);
});

test('a zone that this browser does not know says nothing', () => {
  expect(onBothWalls(AT, NOW, 'Mars/Olympus')).toBe(onBothWalls(AT, NOW, undefined));
});

test('what is of this minute is of this minute anywhere', () => {
  expect(onBothWalls(NOW, NOW, away)).toMatch(/^just now \(/);
});
