/** The body of a request as text: bounded in bytes and in time, and never unfolded. */
import { ApiError } from '../../api/index.ts';
import type { Timer } from '../../ports.ts';
import { refusal } from '../answers/refusal.ts';

export interface BodyLimits {
  readonly maxBytes: number;
  readonly seconds: number;
  readonly timer: Timer;
  /** Media types that are read. */
  readonly mediaTypes: readonly string[];
}

/** Empty where there is none. @throws ApiError with 400, 408, 413, 415 */
export async function bodyText(request: Request, limits: BodyLimits): Promise<string> {
  const { headers } = request;
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity') {
    // What a few bytes unfold to is nobody's business to find out.
    throw refusal(415, 'Compressed bodies are not read. Send it as it is.', {
      parameter: 'content-encoding',
      allowed: ['identity'],
    });
  }
  if (Number(headers.get('content-length') ?? 0) > limits.maxBytes) throw tooLong(limits);
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  // A body of another kind is not waited for.
  if (type !== undefined && !limits.mediaTypes.includes(type)) throw wrongType(type, limits);
  const text = await textOf(request, limits);
  if (type === undefined && text.trim() !== '') throw wrongType('none', limits);
  return text;
}

function wrongType(type: string, { mediaTypes }: BodyLimits): ApiError {
  const shown = type.length > 80 ? `${type.slice(0, 77)}...` : type;
  const expected = `content-type expected one of ${mediaTypes.join(', ')}, got ${JSON.stringify(shown)}.`;
  return refusal(415, expected, { parameter: 'content-type', allowed: mediaTypes });
}

function tooLong({ maxBytes }: BodyLimits): ApiError {
  return refusal(413, `The body is longer than ${maxBytes} bytes.`);
}

async function textOf(request: Request, limits: BodyLimits): Promise<string> {
  // Requests in Firefox, of a service worker say, have no stream.
  const body = request.body === undefined ? (await request.blob()).stream() : request.body;
  if (body === null) return '';
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  let isLate = false;
  const stopWaiting = limits.timer.after(limits.seconds * 1000, () => {
    isLate = true;
    void reader.cancel().catch(() => {});
  });
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    let [text, bytes] = ['', 0];
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) throw refusal(408, `The body did not come within ${limits.seconds} seconds.`);
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > limits.maxBytes) throw tooLong(limits);
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    void reader.cancel().catch(() => {});
    if (error instanceof ApiError) throw error;
    throw refusal(400, 'The body is no UTF-8, or it broke off.', { parameter: 'body', cause: error });
  } finally {
    stopWaiting();
  }
}
