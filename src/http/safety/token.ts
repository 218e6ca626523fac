/** The bearer token (RFC 6750). */
import { refusal } from '../answers/refusal.ts';

export class TokenCheck {
  private readonly token: string | undefined;

  /** @param token undefined where everybody may ask */
  constructor(token: string | undefined) {
    this.token = token;
  }

  /** @throws ApiError with 401 */
  require(request: Request): void {
    if (this.token === undefined) return;
    const header = request.headers.get('authorization');
    const [, given] = /^Bearer +([^\s]+) *$/i.exec(header ?? '') ?? [];
    if (given !== undefined && isSameSecret(given, this.token)) return;
    throw refusal(401, 'A bearer token is needed, or this one is wrong. Send Authorization: Bearer <token>.');
  }
}

/** In a time that tells nothing of the secret: it depends on the length of what was given alone. */
export function isSameSecret(given: string, token: string): boolean {
  let difference = given.length ^ token.length;
  for (let i = 0; i < given.length; i++)
    difference |= given.charCodeAt(i) ^ token.charCodeAt(i % token.length);
  return difference === 0;
}
