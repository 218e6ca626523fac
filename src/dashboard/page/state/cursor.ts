/** The one cursor of all pictures over time. */
import { signal } from '@preact/signals';
import { shownRange } from './clock.ts';

export interface Cursor {
  readonly unixMs: number;
  /** It stays where it is, whatever the pointer does. */
  readonly isPinned: boolean;
}

export const cursor = signal<Cursor | undefined>(undefined);

/** Of the pointer, which leaves a pinned cursor alone. */
export function point(unixMs: number | undefined): void {
  if (cursor.peek()?.isPinned) return;
  if (unixMs !== cursor.peek()?.unixMs)
    cursor.value = unixMs === undefined ? undefined : { unixMs, isPinned: false };
}

/** Of the keys: by a step of what is shown, from its end where there is no cursor yet. */
export function moveCursor(stepMs: number): void {
  const { startUnixMs, endUnixMs } = shownRange.peek();
  const from = cursor.peek();
  const unixMs = (from?.unixMs ?? (stepMs > 0 ? startUnixMs : endUnixMs)) + stepMs;
  cursor.value = {
    unixMs: Math.min(endUnixMs, Math.max(startUnixMs, unixMs)),
    isPinned: from?.isPinned ?? false,
  };
}

export function pinCursor(): void {
  const at = cursor.peek();
  if (at) cursor.value = { ...at, isPinned: !at.isPinned };
}

/** @returns whether there was one to unpin. */
export function unpinCursor(): boolean {
  const wasPinned = cursor.peek()?.isPinned ?? false;
  if (wasPinned) cursor.value = undefined;
  return wasPinned;
}
