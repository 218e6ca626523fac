/** Turns Ctrl-C and a polite kill into a signal; a second one ends the process at once, as usual. */
export function interruptible(): { signal: AbortSignal; happened: Promise<void> } {
  const controller = new AbortController();
  const { signal } = controller;
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  const happened = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  return { signal, happened };
}
