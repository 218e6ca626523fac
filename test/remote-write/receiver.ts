// A receiver of remote write on a free port of this machine, that decodes what it takes and holds it as a server
// does: a series by its labels, its samples in their order. A page cannot listen: there it is called in the page.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fromNativeHistogram } from 'inferometer/histogram';
import { isProcess } from '../places.ts';
import {
  decodeRequest2,
  decodeWriteRequest,
  type Exemplar,
  type Metadata,
  type NativeHistogram,
  type Sample,
  type WriteRequest,
} from './prompb.ts';

export interface Received {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: Sample[];
  readonly histograms: NativeHistogram[];
  readonly exemplars: Exemplar[];
}

/** What becomes of a request; undefined: it is taken, with 204. */
export type Answer = Response | undefined | Promise<Response | undefined>;

export const STALE_BITS = 0x7ff0000000000002n;

export class Receiver {
  /** Decides about each request before anything of it is kept; takes them all if not set. */
  answer: (request: WriteRequest, attempt: number) => Answer = () => undefined;
  /** Requests that came, taken or not. */
  attempts = 0;
  readonly taken: WriteRequest[] = [];
  readonly sizes: { readonly samples: number; readonly bytes: number }[] = [];
  readonly metadata = new Map<string, Metadata>();
  readonly headers: Headers[] = [];
  /**
   * What it does with a request of 2.0: `reads` it, answers `415` or `400` as receivers of 1.0 do, or takes it `blindly` for one
   * of 1.0, in which nothing is then.
   */
  version2: 'reads' | '415' | '400' | 'blindly' = 'reads';
  /** Versions of the requests that were taken, one after another. */
  readonly versions: ('1.0' | '2.0')[] = [];
  isOpenInPage = false;
  /** What the protocol forbids, and was done. */
  readonly violations: string[] = [];
  private readonly series = new Map<string, Received>();

  /** What a user would see in the server: the series with these labels. */
  find(name: string, labels: Readonly<Record<string, string>> = {}): Received[] {
    const wanted = Object.entries({ __name__: name, ...labels });
    return this.all().filter((one) => wanted.every(([label, value]) => one.labels[label] === value));
  }

  all(): Received[] {
    return [...this.series.values()];
  }

  /** Last values of the series of this name that are no native histograms, with these labels. */
  values(name: string, labels?: Readonly<Record<string, string>>): (number | undefined)[] {
    return this.find(name, labels).map((one) => one.samples.at(-1)?.value);
  }

  /** Samples that were taken. */
  get samples(): number {
    return this.sizes.reduce((sum, { samples }) => sum + samples, 0);
  }

  async receive(request: Request): Promise<Response> {
    this.attempts += 1;
    this.headers.push(request.headers);
    const body = new Uint8Array(await request.arrayBuffer());
    const is2 = request.headers.get('content-type')?.includes('io.prometheus.write.v2.Request') === true;
    if (is2 && this.version2 === 'blindly') return new Response(null, { status: 204 });
    if (is2 && this.version2 !== 'reads') {
      return new Response('unsupported', { status: Number(this.version2) });
    }
    const decoded = this.decode(body, is2 ? decodeRequest2 : decodeWriteRequest);
    const answer = await this.answer(decoded, this.attempts);
    if (answer && !answer.ok) return answer;
    this.taken.push(decoded);
    this.versions.push(is2 ? '2.0' : '1.0');
    this.keep(decoded, body.length);
    return answer ?? new Response(null, { status: 204, headers: is2 ? writtenHeaders(decoded) : {} });
  }

  private decode(body: Uint8Array, decoder: (body: Uint8Array) => WriteRequest): WriteRequest {
    try {
      return decoder(body);
    } catch (error) {
      this.violations.push(String(error));
      throw error;
    }
  }

  private keep({ timeseries, metadata }: WriteRequest, bytes: number): void {
    for (const one of metadata) this.metadata.set(one.metricFamilyName, one);
    let count = 0;
    for (const { labels, samples, histograms, exemplars } of timeseries) {
      const names = labels.map(({ name }) => name);
      if (names.join() !== [...new Set(names)].sort().join()) this.violations.push(`labels ${names}`);
      if (labels.some(({ value }) => value === '')) this.violations.push(`an empty label of ${names}`);
      const key = JSON.stringify(labels);
      const known = this.series.get(key) ?? {
        labels: Object.fromEntries(labels.map(({ name, value }) => [name, value])),
        samples: [],
        histograms: [],
        exemplars: [],
      };
      this.series.set(key, known);
      for (const sample of [...samples, ...histograms]) {
        const last = [...known.samples, ...known.histograms].map(({ timestamp }) => timestamp);
        if (last.some((timestamp) => timestamp >= sample.timestamp)) this.violations.push(`late: ${key}`);
      }
      known.samples.push(...samples);
      known.histograms.push(...histograms);
      known.exemplars.push(...exemplars);
      count += samples.length + histograms.length;
    }
    this.sizes.push({ samples: count, bytes });
  }
}

/** As a receiver of 2.0 says how much it wrote. */
export function writtenHeaders({ timeseries }: WriteRequest, of = { samples: 1, histograms: 1 }) {
  const count = (kind: 'samples' | 'histograms' | 'exemplars') =>
    timeseries.reduce((sum, series) => sum + series[kind].length, 0);
  return {
    'x-prometheus-remote-write-samples-written': `${count('samples') * of.samples}`,
    'x-prometheus-remote-write-histograms-written': `${count('histograms') * of.histograms}`,
    'x-prometheus-remote-write-exemplars-written': `${count('exemplars')}`,
  };
}

/** Our own form of a histogram that came. */
export function snapshotOf(histogram: NativeHistogram) {
  const { countInt, sum, schema, zeroThreshold, zeroCountInt } = histogram;
  return fromNativeHistogram({
    sampleCount: countInt,
    sampleSum: sum,
    schema,
    zeroThreshold,
    zeroCount: zeroCountInt,
    negativeSpan: histogram.negativeSpans,
    negativeDelta: histogram.negativeDeltas,
    positiveSpan: histogram.positiveSpans,
    positiveDelta: histogram.positiveDeltas,
  });
}

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** To be handed in as the option. */
  readonly fetch: typeof fetch;
  close(): Promise<void>;
}

type Http = typeof import('node:http');

/** Node, Deno and Bun have it; a page does not. */
function nodeHttp(): Http | undefined {
  if (!isProcess) return undefined;
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.('node:http') as Http | undefined;
}

/** @param port the one of an earlier listening, to come back; any free one if left out. */
export async function listen(receiver: Receiver, port = 0): Promise<Listening> {
  const http = nodeHttp();
  if (http === undefined) {
    receiver.isOpenInPage = true;
    return {
      url: 'http://receiver.test/write',
      port: 80,
      fetch: async (input, init) => {
        if (receiver.isOpenInPage) return receiver.receive(new Request(input, init));
        throw new TypeError('Failed to fetch');
      },
      close: async () => {
        receiver.isOpenInPage = false;
      },
    };
  }
  const server = http.createServer((request, response) => {
    // A sender may give up in the middle of it.
    answer(receiver, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.address() as AddressInfo).port;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${bound}/api/v1/write`, port: bound, fetch: globalThis.fetch, close };
}

async function answer(
  receiver: Receiver,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const request = new Request(`http://127.0.0.1${incoming.url}`, {
    method: incoming.method ?? 'GET',
    headers: incoming.headers as Record<string, string>,
    body: await new Blob(chunks as BlobPart[]).arrayBuffer(),
  });
  const response = await receiver.receive(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(await response.text());
}
