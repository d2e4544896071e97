/**
 * Where the focus goes when what had it goes: a form closes, an entry is removed, a button can do
 * no more. The browser lets it fall to the page, and whoever has no pointer begins anew at the top.
 * One watch for all screens: first what came in the place, then what stands beside it, then the
 * heading. Undo is reached at once, and leads back. Where a screen is left, the next one's heading
 * takes over.
 */
import { toast } from './toast.svelte';

const CONTROL = 'a[href], button, input, select, textarea, summary';
const FIELD = 'input, select, textarea';
const SAID = `h1, h2, h3, p, ${CONTROL}`;
const UNDO = '.said button';
const MORE = '[data-more]';

/** What went, and where it stood: behind `after`, or first in `parent`. */
interface Gap {
  gone: Element;
  parent: Element;
  after: Node | null;
}

const nameOf = (control: Element): string =>
  control.getAttribute('aria-label') ?? control.textContent.trim();
const canHold = (element: Element): boolean =>
  element.isConnected && !element.matches(':disabled') && element.checkVisibility();
const all = (root: Element, selector: string): HTMLElement[] =>
  [root, ...root.querySelectorAll(selector)].filter(
    (each): each is HTMLElement => each.matches(selector) && canHold(each),
  );
const heading = (): HTMLElement | null =>
  document.querySelector('dialog[open] h2') ?? document.querySelector('main h1');

function elementAfter({ parent, after }: Gap): Element | null {
  let node = after ? after.nextSibling : parent.firstChild;
  while (node && !(node instanceof Element)) node = node.nextSibling;
  return node;
}

/**
 * The outermost that was taken out with the control in it; what stood before it may have been taken
 * out as well.
 */
function gapOf(records: MutationRecord[], lost: Element): Gap | undefined {
  function stays(parent: Element, before: Node | null): Node | null {
    if (!before || before.parentNode === parent) return before;
    return stays(
      parent,
      records.find(({ removedNodes }) => [...removedNodes].includes(before as ChildNode))
        ?.previousSibling ?? null,
    );
  }
  return records
    .flatMap(({ target, previousSibling, removedNodes }): Gap[] => {
      const gone = [...removedNodes].find(
        (node): node is Element => node instanceof Element && node.contains(lost),
      );
      return gone && target instanceof Element && target.isConnected
        ? [{ gone, parent: target, after: stays(target, previousSibling) }]
        : [];
    })
    .at(-1);
}

/**
 * What came in the place: the button that once opened it, or a screen's own heading, or the first
 * field, or whatever is said first.
 */
function inPlace(gap: Gap, added: Set<Node>, opener: string): HTMLElement | undefined {
  const came: Element[] = [];
  const next = elementAfter(gap);
  const before = next ? next.previousElementSibling : gap.parent.lastElementChild;
  for (let each = next; each && added.has(each); each = each.nextElementSibling) came.push(each);
  if (!came.length)
    for (let each = before; each && added.has(each); each = each.previousElementSibling)
      came.unshift(each);
  const controls = came.flatMap((each) => all(each, CONTROL));
  const said = came.flatMap((each) => all(each, SAID));
  const reopens = controls.find((each) => opener !== '' && nameOf(each) === opener);
  return (
    reopens ??
    said.find((each) => each.matches('h1')) ??
    said.find((each) => each.matches(FIELD)) ??
    said[0]
  );
}

/** In an entry like the one that went: the same control, or its first. */
function alike(entry: Element, { gone }: Gap, lost: Element): HTMLElement | undefined {
  const [before, here] = [gone, entry].map((each) => [
    ...each.querySelectorAll<HTMLElement>(CONTROL),
  ]) as [HTMLElement[], HTMLElement[]];
  const at = before.length === here.length ? before.indexOf(lost as HTMLElement) : -1;
  return [here.find((each) => nameOf(each) === nameOf(lost)), here[at], ...here].find(
    (each) => each !== undefined && canHold(each),
  );
}

function nearest(
  before: Element[],
  after: Element[],
  parent: Element | null,
  forward: boolean,
): HTMLElement | null {
  for (const list of forward ? [after, before] : [before, after]) {
    for (const each of list) {
      if (each.matches('main')) return heading();
      const found = all(each, CONTROL).at(list === after ? 0 : -1);
      if (found) return found;
    }
  }
  if (!parent || parent.matches('main, dialog, body')) return heading();
  return nearest(...around(parent), parent.parentElement, forward);
}

/** What stands before an element, the nearest first, and what stands after it. */
function around(element: Element): [before: Element[], after: Element[]] {
  const all = [...(element.parentElement?.children ?? [])];
  const at = all.indexOf(element);
  return [all.slice(0, at).reverse(), all.slice(at + 1)];
}

function beside(gap: Gap, lost: Element): HTMLElement | null {
  const next = elementAfter(gap);
  const [before, after] = next ? around(next) : [[...gap.parent.children].reverse(), []];
  const later = next ? [next, ...after] : after;
  for (const each of [later[0], before[0]]) {
    const found = each?.tagName === gap.gone.tagName && alike(each, gap, lost);
    if (found) return found;
  }
  return nearest(before, later, gap.parent, true);
}

export function keepFocus(): void {
  /** What has the focus, or had it when it went. */
  let last: HTMLElement | null = null;
  /** It went, and nothing has come yet that could take it: a screen is on its way. */
  let adrift = false;
  /**
   * The names of the last control that went, of the last that went for a form, and of the one that
   * Undo is to bring back.
   */
  let went = '';
  let opener = '';
  let awaited: string | null = null;
  /** Where Undo leads back to. */
  let back: HTMLElement | null = null;
  let growing: { list: Element; from: number } | null = null;

  function give(to: HTMLElement | null | undefined): void {
    last = to ?? null;
    adrift = !last;
    if (to && !to.matches(CONTROL)) to.tabIndex = -1;
    to?.focus();
  }
  const toBack = (): void => give(back && canHold(back) ? back : heading());

  function settle(records: MutationRecord[], added: Set<Node>): void {
    const active = document.activeElement;
    if (
      !last ||
      (active && active !== document.body && !(active === last && last.matches(':disabled')))
    )
      return;
    if (canHold(last)) return give(last);
    if (last.matches(UNDO)) return toBack();
    if (last.isConnected) return give(nearest(...around(last), last.parentElement, false));
    went = nameOf(last);
    const gap = gapOf(records, last);
    if (!gap) return give(heading());
    const closed = last.closest('form') !== null;
    const to = inPlace(gap, added, closed ? opener : '') ?? beside(gap, last);
    if (!closed) opener = went;
    give(to);
  }

  /** What Undo brought back, or what a list grew by. */
  function welcome(added: Set<Node>): boolean {
    if (growing) {
      const first = growing.list.children[growing.from];
      growing = first ? null : growing;
      if (first) give(all(first, SAID)[0]);
      return Boolean(first);
    }
    if (awaited === null) return false;
    const elements = [...added].filter((node): node is Element => node instanceof Element);
    const came = elements.filter(
      (each) => each.closest('main') !== null && all(each, CONTROL).length > 0,
    );
    if (!came.length) return false;
    const found =
      came.flatMap((each) => all(each, CONTROL)).find((each) => nameOf(each) === awaited) ??
      all(came[0]!, SAID)[0];
    awaited = null;
    give(found);
    return true;
  }

  function look(records: MutationRecord[]): void {
    const added = new Set(
      records.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node.isConnected),
    );
    if (!welcome(added)) settle(records, added);
    const undo = [...added].flatMap((node) => (node instanceof Element ? all(node, UNDO) : []))[0];
    if (!undo || !(last || adrift)) return;
    back = last;
    give(undo);
  }

  function pressed(event: MouseEvent): void {
    const button = (event.target as Element).closest?.('button');
    if (button?.matches(UNDO)) awaited = went;
    const list =
      button?.matches(MORE) && document.activeElement === button
        ? button.previousElementSibling
        : null;
    if (list) growing = { list, from: list.children.length };
  }
  function typed(event: KeyboardEvent): void {
    awaited = null;
    if (!/^(Tab|Escape)$/.test(event.key) || !document.activeElement?.matches(UNDO)) return;
    event.preventDefault();
    toBack();
    if (event.key === 'Escape') toast.close();
  }
  function touched({ target }: PointerEvent): void {
    awaited = null;
    // What the browser gives the focus to by the touch says so itself.
    if (!document.activeElement?.contains(target as Node)) last = null;
    adrift = false;
  }
  /** What is missing in a form is gone to; why is said there. */
  const sent = ({ target }: SubmitEvent): number =>
    requestAnimationFrame(() =>
      (target as Element).querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
    );

  last =
    document.activeElement instanceof HTMLElement && document.activeElement !== document.body
      ? document.activeElement
      : null;
  document.addEventListener('focusin', ({ target }) => {
    last = target as HTMLElement;
    adrift = false;
  });
  document.addEventListener('pointerdown', touched);
  document.addEventListener('keydown', typed);
  document.addEventListener('click', pressed, true);
  document.addEventListener('submit', sent);
  new MutationObserver(look).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['disabled'],
  });
}
