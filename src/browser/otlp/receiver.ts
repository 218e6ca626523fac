import { type Codes, requireFields, requireHeaders } from '../../validate.ts';
import type { Receiver } from '../receiver.ts';
import { otlpBody } from './body.ts';

export interface OtlpReceiverOptions {
  /** Sent with every request, `{ 'x-api-key': ... }`. None if left out. */
  readonly headers?: Readonly<Record<string, string>>;
}

const OPTION: Codes = {
  kind: 'BROWSER_OPTION_KIND',
  range: 'BROWSER_OPTION_RANGE',
  remedy: 'Correct it, or leave it out.',
};

/**
 * A collector of OpenTelemetry, as the `receiver` of a page: OTLP/HTTP in JSON, which the collector has to allow (CORS, with
 * preflight), and where what was sent twice counts twice.
 *
 * @throws BROWSER_OPTION_KIND, BROWSER_OPTION_RANGE, BROWSER_UNKNOWN_OPTION
 * @example
 * const receiver = otlpReceiver({ headers: { 'x-api-key': key } });
 * const telemetry = createPageTelemetry({ url: 'https://collector.example/v1/metrics', receiver });
 */
export function otlpReceiver(options: OtlpReceiverOptions = {}): Receiver {
  requireFields(OPTION.kind, 'BROWSER_UNKNOWN_OPTION', options, ['headers']);
  const headers = requireHeaders(OPTION, options.headers ?? {});
  return { headers: { 'content-type': 'application/json', ...headers }, bodyOf: otlpBody };
}
