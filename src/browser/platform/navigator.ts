/** What the browser has of its navigator: nothing in programs that render pages on a server. */
export function navigatorHere(): Partial<Navigator> {
  const { navigator } = globalThis as { readonly navigator?: Partial<Navigator> };
  return navigator ?? {};
}
