// The body of an exposition, as a server would read it.
import { type Exposable, type ExpositionOptions, exposition } from 'inferometer/prometheus';

export const ACCEPT = {
  text: 'text/plain;version=0.0.4',
  openMetrics: 'application/openmetrics-text;version=1.0.0',
  openMetrics2: 'application/openmetrics-text;version=2.0.0',
  protobuf: 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
} as const;

export async function bodyBytes(source: Exposable, options: ExpositionOptions = {}): Promise<Uint8Array> {
  return new Uint8Array(await new Response(exposition(source, options).body).arrayBuffer());
}

export async function bodyText(source: Exposable, options: ExpositionOptions = {}): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true }).decode(await bodyBytes(source, options));
}
