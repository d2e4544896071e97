/**
 * A line that answers. The built-in ones are for a phone that has never reached its program
 * (docs/glossary.md, "crisis card").
 */
export interface NationalLine {
  label: string;
  kind: 'call' | 'text' | 'chat';
  value: string;
  hours: string;
  sentence: string;
}
