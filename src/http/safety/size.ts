/** How long requests may be: what is longer is refused before anything of it is looked at. */
import { refusal } from '../answers/refusal.ts';

const MAX_ADDRESS_LENGTH = 8192;
const MAX_HEADERS_LENGTH = 16_384;
const MAX_PARAMETERS = 128;

/** @throws ApiError with 414, 431, 400 */
export function requireSize(request: Request, url: URL): void {
  if (request.url.length > MAX_ADDRESS_LENGTH) {
    throw refusal(414, `The address is longer than ${MAX_ADDRESS_LENGTH} characters.`);
  }
  let length = 0;
  for (const [name, value] of request.headers) length += name.length + value.length;
  if (length > MAX_HEADERS_LENGTH) {
    throw refusal(431, `The headers are longer than ${MAX_HEADERS_LENGTH} characters.`);
  }
  if (url.search.split('&').length > MAX_PARAMETERS) {
    throw refusal(400, `There are more than ${MAX_PARAMETERS} parameters.`);
  }
}
