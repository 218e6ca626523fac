/** What every answer says to browsers. */

/** An answer is data: it runs nothing, is shown in no frame, and is read by no other origin. */
const STRICT = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Pages of ours: their files come from here, and so do their numbers. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * A report opens from disk too, so that its styles are in it; it runs nothing. A sandbox of its own keeps it from whatever
 * else is served here.
 */
export const DOCUMENT_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  'sandbox',
].join('; ');

const SAFETY: Readonly<Record<string, string>> = {
  'content-security-policy': STRICT,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** The answer with these headers, and with those that it lacks. */
export function withSafety(response: Response, more: Readonly<Record<string, string>>): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(SAFETY)) if (!headers.has(name)) headers.set(name, value);
  for (const [name, value] of Object.entries(more)) {
    if (name === 'vary') headers.append(name, value);
    else headers.set(name, value);
  }
  // An origin that may ask may read.
  if (headers.has('access-control-allow-origin')) headers.set('cross-origin-resource-policy', 'cross-origin');
  return new Response(response.body, { status: response.status, headers });
}
