/** What a server scrapes, in the format that it asks for, written while it is read. */

import { budgetOn } from '../metrics/inner.ts';
import { systemScheduler } from '../runtime/index.ts';
import { budgetOf } from '../telemetry/index.ts';
import { requireFields } from '../validate.ts';
import { type ExpositionOptions, PAGE_OPTIONS, requireExpositionOptions } from './exposition-options.ts';
import { exposedFamilies } from './families/families.ts';
import type { FamilyOptions } from './families/member.ts';
import { acceptsGzip, negotiatedFormat } from './negotiation.ts';
import { type Exposable, type Format, requireExposable } from './page/format.ts';
import { openMetrics } from './page/openmetrics.ts';
import { openMetrics2 } from './page/openmetrics-2.ts';
import { protobuf } from './page/protobuf.ts';
import { TEXT } from './page/text.ts';

export interface Exposition {
  readonly contentType: string;
  /** `gzip`, or undefined for what is not compressed. */
  readonly contentEncoding: string | undefined;
  /** Written as it is read: nothing happens before the first read, nor after the last. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/**
 * Everything recorded, for a Prometheus server or another reader of its formats: text 0.0.4, OpenMetrics 1.0.0, delimited
 * protobuf with native histograms, or OpenMetrics 2.0.0 with them where `openMetrics2` is true, as `accept` asks;
 * compressed if `acceptEncoding` allows.
 *
 * Given a telemetry, each series is read when its turn comes and written in slices of a few milliseconds, so that any
 * number of them blocks nobody. Given a snapshot, it is written in the same way.
 *
 * @throws PROMETHEUS_SOURCE, PROMETHEUS_UNKNOWN_OPTION, PROMETHEUS_OPTION_KIND, PROMETHEUS_OPTION_RANGE
 * @example
 * const { contentType, body } = exposition(telemetry, { accept: request.headers.get('accept') });
 * return new Response(body, { headers: { 'content-type': contentType } });
 */
export function exposition(source: Exposable, options: ExpositionOptions = {}): Exposition {
  requireExposable(source);
  requireFields('PROMETHEUS_OPTION_KIND', 'PROMETHEUS_UNKNOWN_OPTION', options, [
    'accept',
    'acceptEncoding',
    ...PAGE_OPTIONS,
  ]);
  const { contentType, contentEncoding, open } = preparedExposition(source, options, '');
  return { contentType, contentEncoding, body: open() };
}

/** What is said of a page before it is read. */
export interface PreparedExposition extends Omit<Exposition, 'body'> {
  open(): Exposition['body'];
}

/** As `exposition`, with something put before every name, and not yet open: what compresses reads ahead. */
export function preparedExposition(
  source: Exposable,
  options: ExpositionOptions,
  prefix: string,
): PreparedExposition {
  const { names, provider, operationName, resourceAttributes } = options;
  const format = formatOf(options);
  const isCompressed = acceptsGzip(options.acceptEncoding) && typeof CompressionStream === 'function';
  return {
    contentType: format.contentType,
    contentEncoding: isCompressed ? 'gzip' : undefined,
    open: () => {
      const body = streamOf(format, source, { names, provider, operationName, resourceAttributes, prefix });
      return isCompressed ? body.pipeThrough(new CompressionStream('gzip')) : body;
    },
  };
}

function formatOf(options: ExpositionOptions): Format {
  const { createdSamples, openMetrics2: hasOpenMetrics2, ...native } = requireExpositionOptions(options);
  switch (negotiatedFormat(options.accept, hasOpenMetrics2)) {
    case 'protobuf':
      return protobuf(native);
    case 'openmetrics2':
      return openMetrics2(native);
    case 'openmetrics':
      return openMetrics({ createdSamples });
    case 'text':
      return TEXT;
  }
}

function streamOf(
  format: Format,
  source: Exposable,
  options: FamilyOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const budget = budgetOf(source) ?? budgetOn(systemScheduler());
  let pieces: ReturnType<Format['write']> | undefined;
  return new ReadableStream(
    {
      async pull(controller) {
        pieces ??= format.write(exposedFamilies(source.metrics, options));
        for (;;) {
          if (budget.isExhausted()) await budget.pause();
          const { done, value } = pieces.next();
          if (done) return controller.close();
          if (value !== undefined) return controller.enqueue(value);
        }
      },
      cancel() {
        pieces?.return();
      },
    },
    { highWaterMark: 0 },
  );
}
