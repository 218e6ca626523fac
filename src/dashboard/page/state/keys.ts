/** What the keys do, wherever the focus is, but for fields that take them. */
import { shownRange } from './clock.ts';
import { cursor, moveCursor, pinCursor, unpinCursor } from './cursor.ts';
import { goBack } from './place.ts';
import { show } from './shown-time.ts';
import { toggleTheme } from './theme.ts';

/** Of what is shown, so far does a key move the cursor. */
const STEPS = 200;

export interface KeyActions {
  readonly showKeys: () => void;
  readonly togglePause: () => void;
  readonly toggleCompared: () => void;
}

/** @returns what ends it */
export function listenToKeys(actions: KeyActions): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target as Element;
    if (target.closest('input, select, textarea, dialog')) return;
    const isOnControl = target.closest('button, a, summary') !== null;
    if (event.key === 'Enter' && isOnControl) return;
    if (act(event, actions)) event.preventDefault();
  };
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}

/** @returns whether the key means something. */
function act({ key, shiftKey }: KeyboardEvent, actions: KeyActions): boolean {
  const { startUnixMs, endUnixMs } = shownRange.peek();
  const stepMs = ((endUnixMs - startUnixMs) / STEPS) * (shiftKey ? 10 : 1);
  const at = cursor.peek()?.unixMs;
  switch (key) {
    case 'ArrowLeft':
      moveCursor(-stepMs);
      return true;
    case 'ArrowRight':
      moveCursor(stepMs);
      return true;
    case 'Enter':
      pinCursor();
      return at !== undefined;
    case 'Escape':
      if (!unpinCursor()) goBack();
      return true;
    case '[':
      if (at !== undefined) show(at, endUnixMs);
      return true;
    case ']':
      if (at !== undefined) show(startUnixMs, at);
      return true;
    case '+':
    case '-': {
      const around = at ?? (startUnixMs + endUnixMs) / 2;
      const factor = key === '+' ? 0.5 : 2;
      show(around - (around - startUnixMs) * factor, around + (endUnixMs - around) * factor);
      return true;
    }
    case 'p':
      actions.togglePause();
      return true;
    case 'c':
      actions.toggleCompared();
      return true;
    case 'd':
      toggleTheme();
      return true;
    case '?':
      actions.showKeys();
      return true;
    default:
      return false;
  }
}
