/** Reactive: a newer version has been fetched and waits for the person's tap. */
export const update: { readonly ready: boolean } = $state({ ready: false });

/** Reloads into the newer version. */
export function applyUpdate(): void {
  location.reload();
}
