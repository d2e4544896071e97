/** What this phone calls itself in the person's list of devices. */

export type Platform = 'ios' | 'android' | 'desktop' | 'other';

export function platform(agent = navigator.userAgent): Platform {
  if (/iPhone|iPad|iPod/.test(agent)) return 'ios';
  if (/Android/.test(agent)) return 'android';
  return /Windows|Macintosh|Linux|CrOS/.test(agent) ? 'desktop' : 'other';
}

export function phoneLabel(agent = navigator.userAgent): string {
  return {
    ios: /iPad/.test(agent) ? 'iPad' : 'iPhone',
    android: 'Android phone',
    desktop: 'Computer',
    other: 'Phone',
  }[platform(agent)];
}

/** Opened from the Home Screen, not in a browser's tab. */
export function isInstalled(): boolean {
  return (
    matchMedia('(display-mode: standalone)').matches ||
    (navigator as { standalone?: boolean }).standalone === true
  );
}
