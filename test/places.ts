/** What the place that a test runs in has. */

/** In none of them are packages beside the program found by name. */
export const isPage = 'document' in globalThis;

/** Whether something can listen on a port here: not in pages, nor in workerd. */
export const canListen =
  !isPage && (globalThis as { navigator?: Navigator }).navigator?.userAgent !== 'Cloudflare-Workers';
