/**
 * Where the person is. Links are ordinary anchors; one listener on the document keeps them inside
 * the app.
 */
let path = $state(location.pathname);

export const route = {
  get path(): string {
    return path;
  },
};

export function go(to: string): void {
  if (to !== location.pathname) history.pushState(null, '', to);
  path = new URL(to, location.origin).pathname;
  scrollTo(0, 0);
}

export function watchLinks(): () => void {
  const back = (): void => void (path = location.pathname);
  const click = (event: MouseEvent): void => {
    const anchor = (event.target as Element).closest?.('a');
    const elsewhere =
      !anchor ||
      anchor.origin !== location.origin ||
      anchor.target ||
      anchor.hasAttribute('download');
    if (
      elsewhere ||
      event.defaultPrevented ||
      event.button ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey
    )
      return;
    event.preventDefault();
    go(anchor.pathname);
  };
  addEventListener('popstate', back);
  document.addEventListener('click', click);
  return () => {
    removeEventListener('popstate', back);
    document.removeEventListener('click', click);
  };
}
