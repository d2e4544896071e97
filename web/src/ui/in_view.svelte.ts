/**
 * Whether a person can see a thing: on the screen above what floats at its bottom, and under no
 * open sheet.
 */
const ABOVE_THE_DOCK = '0px 0px -25% 0px';

export interface InView {
  readonly is: boolean;
  /** Attached to the thing. */
  watch: (element: Element) => () => void;
}

export function inView(): InView {
  let on_screen = $state(false);
  let covered = $state(false);
  return {
    get is() {
      return on_screen && !covered;
    },
    watch(element) {
      const look = (): void => void (covered = document.querySelector('dialog[open]') !== null);
      const observer = new IntersectionObserver(
        (entries) => {
          look();
          on_screen = entries.at(-1)!.isIntersecting;
        },
        { rootMargin: ABOVE_THE_DOCK },
      );
      observer.observe(element);
      const sheets = new MutationObserver(look);
      sheets.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['open'] });
      return () => {
        observer.disconnect();
        sheets.disconnect();
      };
    },
  };
}
