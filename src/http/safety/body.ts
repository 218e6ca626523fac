/** The body of a request, as fields: bounded in bytes and in time, and of two kinds alone. */
import type { Timer } from '../../ports.ts';
import { isRecord } from '../../validate.ts';
import { Refusal } from '../answers/refusal.ts';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const TYPES = [JSON_TYPE, FORM_TYPE];

export interface BodyLimits {
  readonly maxBytes: number;
  readonly seconds: number;
  readonly timer: Timer;
}

/** What was sent. Of a form all values are texts, and need to be read as what they are for. */
export interface SentFields {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly isForm: boolean;
}

/** Without a body, no fields. @throws Refusal 400, 408, 413, 415 */
export async function fieldsOf(request: Request, limits: BodyLimits): Promise<SentFields> {
  const { headers } = request;
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity') {
    // What a few bytes unfold to is nobody's business to find out.
    throw new Refusal(415, 'Compressed bodies are not read. Send it as it is.', {
      parameter: 'content-encoding',
      allowed: ['identity'],
      headers: { 'accept-encoding': 'identity' },
    });
  }
  if (Number(headers.get('content-length') ?? 0) > limits.maxBytes) throw tooLong(limits);
  const type = (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  // A body of another kind is not waited for.
  if (type !== '' && !TYPES.includes(type)) throw wrongType(type);
  const text = await textOf(request, limits);
  if (text.trim() === '') return { fields: {}, isForm: true };
  if (type === '') throw wrongType('nothing');
  return type === FORM_TYPE ? formFields(text) : { fields: jsonFields(text), isForm: false };
}

function wrongType(type: string): Refusal {
  const shown = type.length > 80 ? `${type.slice(0, 77)}...` : type;
  return new Refusal(415, `content-type expected one of ${TYPES.join(', ')}, got "${shown}".`, {
    parameter: 'content-type',
    allowed: TYPES,
  });
}

function tooLong({ maxBytes }: BodyLimits): Refusal {
  return new Refusal(413, `The body is longer than ${maxBytes} bytes.`);
}

async function textOf({ body }: Request, limits: BodyLimits): Promise<string> {
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
      if (isLate) throw new Refusal(408, `The body did not come within ${limits.seconds} seconds.`);
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > limits.maxBytes) throw tooLong(limits);
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    void reader.cancel().catch(() => {});
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, 'The body is no UTF-8, or it broke off.', { cause: error });
  } finally {
    stopWaiting();
  }
}

function jsonFields(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Refusal(400, 'The body is no JSON.', { cause: error });
  }
  if (isRecord(value)) return value;
  throw new Refusal(400, 'The body is no object: send { "name": value }.');
}

function formFields(text: string): SentFields {
  const fields: Record<string, unknown> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    if (name in fields)
      throw new Refusal(400, 'A field is there twice. Send it once.', { parameter: name.slice(0, 80) });
    fields[name] = value;
  }
  return { fields, isForm: true };
}
