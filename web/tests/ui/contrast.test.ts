import { describe, expect, test } from 'vitest';
import css from '../../src/app.css?raw';

/**
 * WCAG 2.2, 1.4.3: text needs 4.5 to 1. The theme's variables are read from the style sheet itself.
 */
const ENOUGH = 4.5;
const PAIRS: [text: string, ground: string][] = [
  ['ink', 'paper'],
  ['ink', 'card'],
  ['ink', 'wash'],
  ['soft', 'paper'],
  ['soft', 'card'],
  ['soft', 'wash'],
  ['accent', 'paper'],
  ['accent', 'card'],
  ['accent', 'wash'],
  ['card', 'accent'],
  ['paper', 'ink'],
  ['amber', 'amber-wash'],
  ['on-help', 'help'],
];

type Theme = Map<string, string>;
const variables = (text: string): Theme =>
  new Map(
    [...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [name!, colour!]),
  );

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

const [before, dark = ''] = css.split('@media (prefers-color-scheme: dark)');
const themes: [string, Theme][] = [
  ['light', variables(before!)],
  ['dark', variables(dark.slice(0, dark.indexOf('\n}\n')))],
];

describe.each(themes)('%s', (_name, theme) => {
  test.each(PAIRS)('%s on %s can be read', (text, ground) => {
    expect(contrast(theme.get(text)!, theme.get(ground)!)).toBeGreaterThanOrEqual(ENOUGH);
  });
  test('has every variable of the other', () => {
    expect([...theme.keys()].sort()).toEqual([...themes[0]![1].keys()].sort());
  });
});

test('black on white is 21 to 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
});
