/** How metrics are exposed. */
import { wrongKind } from '../errors.ts';
import { type NameOptions, requireNames } from '../telemetry/index.ts';
import { type Codes, requireBoolean, requireFields, requireInteger } from '../validate.ts';
import { type ResourceOptions, requireResource } from './families/target-info.ts';

/** `names` are `kit` if left out. */
export interface ExpositionOptions extends NameOptions, ResourceOptions {
  /** The header of the request: `request.headers.get('accept')`. Text 0.0.4 if left out. */
  readonly accept?: string | null;
  /** The header of the request; nothing is compressed if left out. */
  readonly acceptEncoding?: string | null;
  /**
   * Finest schema of native histograms, -4 to 8: buckets grow by 2^(2^-schema). Histograms that are finer, 5 unless
   * their values spread very wide, are made coarser, exactly. 8 if left out: as they were recorded.
   */
  readonly nativeSchema?: number;
  /**
   * Most buckets of each sign of a native histogram, whole, 128 or more: it is made coarser until they suffice. 160,
   * the bound of OpenTelemetry, if left out. Set high, a series costs the server as many buckets.
   */
  readonly nativeMaxBuckets?: number;
  /** Whether native histograms bring classic buckets along, for servers that keep those. True if left out. */
  readonly classicBuckets?: boolean;
  /** Whether OpenMetrics tells when each series began, in a sample of its own. True if left out. */
  readonly createdSamples?: boolean;
  /**
   * Whether who asks for OpenMetrics 2.0.0 gets it: text with native histograms. A release candidate of its specification is
   * followed; Prometheus 3.16 asks for it with `--enable-feature=openmetrics2` and `scrape_protocols`. False if left out: they
   * get what they name next.
   */
  readonly openMetrics2?: boolean;
}

type FormatOptions = Required<
  Omit<ExpositionOptions, 'accept' | 'acceptEncoding' | keyof NameOptions | keyof ResourceOptions>
>;

export const NAME_OPTIONS = [
  'names',
  'provider',
  'operationName',
] as const satisfies readonly (keyof NameOptions)[];

export const FAMILY_OPTIONS = [...NAME_OPTIONS, 'resourceAttributes'] as const;

/** Those of every page, whatever its format. */
export const CONTENT_OPTIONS = [
  ...FAMILY_OPTIONS,
  'nativeSchema',
  'nativeMaxBuckets',
  'classicBuckets',
] as const satisfies readonly (keyof ExpositionOptions)[];

/** Those of every page, whatever its request says. */
export const PAGE_OPTIONS = [
  ...CONTENT_OPTIONS,
  'createdSamples',
  'openMetrics2',
] as const satisfies readonly (keyof ExpositionOptions)[];

/** What families there are. @throws PROMETHEUS_UNKNOWN_OPTION, PROMETHEUS_OPTION_KIND, PROMETHEUS_OPTION_RANGE */
export function requireFamilyOptions(options: NameOptions & ResourceOptions): void {
  requireFields('PROMETHEUS_OPTION_KIND', 'PROMETHEUS_UNKNOWN_OPTION', options, FAMILY_OPTIONS);
  requireNames(OPTION, options);
  requireResource(OPTION, options);
}

/** The options with their defaults. @throws PROMETHEUS_UNKNOWN_OPTION, PROMETHEUS_OPTION_KIND, PROMETHEUS_OPTION_RANGE */
export function requireExpositionOptions(options: ExpositionOptions): FormatOptions {
  const {
    accept,
    acceptEncoding,
    nativeSchema = 8,
    nativeMaxBuckets = 160,
    classicBuckets = true,
    createdSamples = true,
    openMetrics2 = false,
  } = options;
  requireNames(OPTION, options);
  requireResource(OPTION, options);
  requireHeader('accept', accept);
  requireHeader('acceptEncoding', acceptEncoding);
  requireInteger(OPTION, 'nativeSchema', nativeSchema, -4, 8);
  requireInteger(OPTION, 'nativeMaxBuckets', nativeMaxBuckets, 128, 65_536);
  requireBoolean(OPTION, 'classicBuckets', classicBuckets);
  requireBoolean(OPTION, 'createdSamples', createdSamples);
  requireBoolean(OPTION, 'openMetrics2', openMetrics2);
  return { nativeSchema, nativeMaxBuckets, classicBuckets, createdSamples, openMetrics2 };
}

export const OPTION: Codes = {
  kind: 'PROMETHEUS_OPTION_KIND',
  range: 'PROMETHEUS_OPTION_RANGE',
  remedy: 'Correct it, or leave it out for the default.',
};

function requireHeader(label: string, value: unknown): void {
  if (value === undefined || value === null || typeof value === 'string') return;
  throw wrongKind(OPTION.kind, label, 'a header, or null', value, OPTION.remedy);
}
