/**
 * The one quiet line that says what was just done, with a way back. It says "saved" only after the
 * phone has stored it.
 */
interface Said {
  text: string;
  undo?: (() => void) | undefined;
}

let said = $state.raw<Said | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

let held = false;

const LINGER_MS = 8000;

function run(): void {
  held = false;
  clearTimeout(timer);
  timer = setTimeout(toast.close, LINGER_MS);
}

export const toast = {
  get now(): Said | null {
    return said;
  },
  close: (): void => void (said = null),
  /** Its time stands still while the way back has the focus, and begins anew afterwards. */
  hold: (): void => {
    held = true;
    clearTimeout(timer);
  },
  let_go: (): void => void (held && run()),
};

export function say(text: string, undo?: () => void): void {
  said = { text, undo };
  run();
}
