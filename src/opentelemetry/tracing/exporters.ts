/** Where spans go: the official exporters by name, or one that the caller made. */
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { wrongKind, wrongValue } from '../../errors.ts';
import { requirePeer } from '../peers.ts';
import type { ExporterOptions } from './options.ts';
import type { LoadedSdk } from './sdk.ts';

/** What an endpoint without a path means. */
const PATHS = { otlp: '/v1/traces', jaeger: '/v1/traces', zipkin: '/api/v2/spans' } as const;

const OTLP = ['@opentelemetry/exporter-trace-otlp-proto', '@opentelemetry/exporter-trace-otlp-http'] as const;
const ZIPKIN = ['@opentelemetry/exporter-zipkin'] as const;
/** What each of them needs: one of these. The console's comes with the SDK. */
const PACKAGES = { console: undefined, otlp: OTLP, jaeger: OTLP, zipkin: ZIPKIN } as const;

/** The packages of which the exporter needs one. @throws OPENTELEMETRY_EXPORTER, OPENTELEMETRY_ENDPOINT */
export function exporterPackages({ exporter = 'otlp', endpoint }: ExporterOptions) {
  if (typeof exporter === 'object' && exporter !== null) return [];
  if (!Object.hasOwn(PACKAGES, exporter)) {
    const expected = 'one of console, otlp, jaeger, zipkin, or a SpanExporter';
    const remedy = 'Leave it out for otlp.';
    throw wrongValue('OPENTELEMETRY_EXPORTER', 'exporter', expected, exporter, remedy);
  }
  if (exporter === 'console') return [];
  if (endpoint !== undefined) urlOf(exporter, endpoint);
  return [PACKAGES[exporter]];
}

/** @throws OPENTELEMETRY_PEER_MISSING, OPENTELEMETRY_ENDPOINT */
export async function exporterFor(sdk: LoadedSdk, options: ExporterOptions): Promise<SpanExporter> {
  const { exporter = 'otlp', endpoint, headers } = options;
  if (typeof exporter === 'object') return exporter as SpanExporter;
  if (exporter === 'console') return sdk.consoleExporter();
  const purpose = `The exporter ${exporter}`;
  const config = {
    ...(endpoint === undefined ? {} : { url: urlOf(exporter, endpoint) }),
    ...(headers === undefined ? {} : { headers: { ...headers } }),
  };
  if (exporter === 'zipkin') {
    const { ZipkinExporter } = await requirePeer(purpose, ...ZIPKIN);
    return new ZipkinExporter(config);
  }
  const { OTLPTraceExporter } = await requirePeer(purpose, ...OTLP);
  return new OTLPTraceExporter(config);
}

/** @throws OPENTELEMETRY_ENDPOINT */
function urlOf(exporter: keyof typeof PATHS, endpoint: string): string {
  const url = parsed(endpoint);
  // What Jaeger took before it took OTLP, and the seed's example names.
  if (exporter === 'jaeger' && url.pathname === '/api/traces') {
    const remedy = 'Use its port 4318, without a path.';
    throw wrongValue('OPENTELEMETRY_ENDPOINT', 'endpoint', 'where Jaeger takes OTLP', endpoint, remedy);
  }
  if (url.pathname === '/') url.pathname = PATHS[exporter];
  return url.href;
}

function parsed(endpoint: unknown): URL {
  const expected = 'an http or https URL';
  const remedy = 'Pass it with its scheme: http://localhost:4318.';
  if (typeof endpoint !== 'string') {
    throw wrongKind('OPENTELEMETRY_ENDPOINT', 'endpoint', expected, endpoint, remedy);
  }
  if (/^https?:\/\//.test(endpoint) && URL.canParse(endpoint)) return new URL(endpoint);
  throw wrongValue('OPENTELEMETRY_ENDPOINT', 'endpoint', expected, endpoint, remedy);
}
