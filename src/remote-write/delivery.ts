/** One attempt to hand a request to the receiver, and what the answer says by the rules of the protocol. */
import { type DeliveryPorts, deliver, type Delivered as Outcome } from '../delivery.ts';
import type { WriteRequest } from './encoding/write-request.ts';
import type { RemoteWriteSettings } from './options.ts';

export type Delivered =
  | { readonly kind: 'sent' }
  /** The receiver will not have it, or not all of it, however often it comes. */
  | {
      readonly kind: 'rejected';
      readonly status: number;
      readonly message: string;
      /** Samples that it took all the same. */
      readonly written: number;
    }
  /** The receiver does not read this version. */
  | { readonly kind: 'unsupported'; readonly message: string }
  | Extract<Outcome, { kind: 'retry' }>;

const HEADERS = {
  '1.0': { 'content-type': 'application/x-protobuf', 'x-prometheus-remote-write-version': '0.1.0' },
  '2.0': {
    'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request',
    'x-prometheus-remote-write-version': '2.0.0',
  },
} as const;

/**
 * Never rejects.
 *
 * @param isKnown whether the receiver has taken a request of this version before: what it refuses then is the content
 * @param signal gives the attempt up, as unreachable
 */
export async function deliverRequest(
  { body, samples, version }: WriteRequest,
  { url, headers, timeoutSeconds, fetch }: RemoteWriteSettings,
  isKnown: boolean,
  ports: DeliveryPorts,
  signal: AbortSignal,
): Promise<Delivered> {
  const content = {
    method: 'POST',
    body,
    headers: { 'user-agent': 'inferometer', ...headers, ...HEADERS[version], 'content-encoding': 'snappy' },
  };
  const outcome = await deliver({ url, timeoutSeconds, fetch, ...content }, ports, signal);
  if (outcome.kind === 'retry') return outcome;
  const { status } = outcome;
  if (version === '1.0') {
    return outcome.kind === 'taken'
      ? { kind: 'sent' }
      : { kind: 'rejected', status, message: outcome.message, written: 0 };
  }
  const written = writtenIn(outcome.headers);
  if (outcome.kind === 'taken') {
    // A receiver of 1.0 that does not look at the type finds an empty request, and is content with it.
    if (written === undefined)
      return { kind: 'unsupported', message: `${status} without a count of samples` };
    if (written >= samples) return { kind: 'sent' };
    return {
      kind: 'rejected',
      status,
      message: `${status}, ${written} of ${samples} samples written`,
      written,
    };
  }
  const { message } = outcome;
  const isOfVersion = status === 415 || (status === 400 && !isKnown);
  if (isOfVersion && written === undefined) return { kind: 'unsupported', message };
  return { kind: 'rejected', status, message, written: Math.min(written ?? 0, samples) };
}

/** How many samples the receiver says that it wrote, histograms too; undefined if it says nothing. */
function writtenIn(headers: Headers): number | undefined {
  const told = ['samples', 'histograms'].map((what) => {
    return headers.get(`x-prometheus-remote-write-${what}-written`);
  });
  if (told.every((one) => one === null)) return undefined;
  return told.reduce((sum, one) => sum + (Number.parseInt(one ?? '', 10) || 0), 0);
}
