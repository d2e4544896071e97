export const reading = {
  line: (n: number): string =>
    n === 1
      ? 'One thing on this phone is no longer with your program.'
      : `${n} things on this phone are no longer with your program.`,
  safe: 'Everything is still safe on this phone. Nothing goes away unless you say so.',
  keep: 'Keep on this phone',
  let_go: 'Let go',
  sure: 'What you let go cannot be brought back.',
  yes: 'Yes, let go',
  kept: 'Kept on this phone.',
  gone: 'Gone from this phone.',
};
