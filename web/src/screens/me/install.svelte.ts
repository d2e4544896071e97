/**
 * Whether the app stands on the Home Screen. On an iPhone that is what keeps unsent words from
 * being cleared, and what allows notices.
 */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

let offered = $state.raw<InstallPrompt | null>(null);

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  offered = event as InstallPrompt;
});

export const install = {
  get offered(): InstallPrompt | null {
    return offered;
  },
  installed:
    matchMedia('(display-mode: standalone)').matches ||
    ('standalone' in navigator && navigator.standalone === true),
  ios: /iPhone|iPad|iPod/.test(navigator.userAgent),
};
