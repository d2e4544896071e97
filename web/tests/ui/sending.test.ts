import { expect, test } from 'vitest';
import { waitsUntil } from '../../src/ui/sending';
import { english } from '../../src/words/en/rest';

const NOON = Date.UTC(2026, 10, 30, 12);

test('while the server has asked to wait, it is said from which full minute on it goes again', () => {
  expect(waitsUntil({ again_at: NOON + 61_000 }, NOON)).toBe(NOON + 120_000);
  expect(waitsUntil({ again_at: NOON + 60_000 }, NOON)).toBe(NOON + 60_000);
  expect(english.whereabouts.again('12:02')).toBe('Goes again by itself at 12:02');
});

test('with no wait, or with one that is over, it goes now', () => {
  expect(waitsUntil({ again_at: null }, NOON)).toBe(null);
  expect(waitsUntil({ again_at: NOON }, NOON)).toBe(null);
  expect(waitsUntil({ again_at: NOON - 1 }, NOON)).toBe(null);
});
