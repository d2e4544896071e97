export const kept = {
  line: 'Your other phone had different words.',
  see: 'See them',
  title: 'Two versions',
  explain:
    'Two of your phones changed this before they could talk. Nothing was lost. Choose the words you want.',
  shown: 'Shown now',
  other: 'From your other phone',
  use: 'Use this one',
  both: 'Keep both',
  stay: 'Keep what is shown',
  let_go: 'Let this one go',
  empty: '(no words)',
};
