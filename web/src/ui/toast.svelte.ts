/** The one quiet line that says what was just done, with a way back. It says "saved" only after the phone has stored it. */
interface Said {
  text: string;
  undo?: (() => void) | undefined;
}

let said = $state.raw<Said | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

const LINGER_MS = 8000;

export const toast = {
  get now(): Said | null {
    return said;
  },
  close: (): void => void (said = null),
};

export function say(text: string, undo?: () => void): void {
  clearTimeout(timer);
  said = { text, undo };
  timer = setTimeout(toast.close, LINGER_MS);
}
