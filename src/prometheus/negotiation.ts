/** Which format, and which encoding, a client gets. */
import { type AcceptedRange, acceptedRanges } from './accept.ts';

export type FormatName = 'text' | 'openmetrics' | 'openmetrics2' | 'protobuf';

/**
 * The format that the client likes best. OpenMetrics of no version is the oldest one, as its specification wants it. Text 0.0.4, which everything reads, for those who say nothing, and for those
 * who take none of ours. Names need no escaping: they are the same under each of the `escaping` schemes.
 */
export function negotiatedFormat(accept: string | null | undefined, hasOpenMetrics2 = false): FormatName {
  for (const range of acceptedRanges(accept)) {
    const format = range.quality > 0 ? formatOf(range, hasOpenMetrics2) : undefined;
    if (format !== undefined) return format;
  }
  return 'text';
}

function formatOf({ value, parameters }: AcceptedRange, hasOpenMetrics2: boolean): FormatName | undefined {
  const { version, proto, encoding } = parameters;
  switch (value) {
    case 'application/vnd.google.protobuf':
      return proto === 'io.prometheus.client.MetricFamily' && encoding === 'delimited'
        ? 'protobuf'
        : undefined;
    case 'application/openmetrics-text':
      if (version === '2.0.0' && hasOpenMetrics2) return 'openmetrics2';
      return version === undefined || version === '1.0.0' ? 'openmetrics' : undefined;
    case 'text/plain':
      return version === undefined || version === '0.0.4' ? 'text' : undefined;
    case 'text/*':
    case '*/*':
      return 'text';
    default:
      return undefined;
  }
}

/** Whether the body may be compressed: not unless the client says so. */
export function acceptsGzip(acceptEncoding: string | null | undefined): boolean {
  const ranges = acceptedRanges(acceptEncoding);
  const range = ranges.find(({ value }) => value === 'gzip') ?? ranges.find(({ value }) => value === '*');
  return range !== undefined && range.quality > 0;
}
