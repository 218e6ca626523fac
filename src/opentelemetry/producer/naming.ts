/** Which metric of OpenTelemetry a series belongs to, and its attributes there. */
import { helpOf } from '../../telemetry/help.ts';
import type {
  MetricDefinition,
  MetricReading,
  MetricUnit,
  SeriesSnapshot,
} from '../../telemetry/snapshot.ts';
import { CONVENTIONS, type Convention } from './conventions.ts';
import {
  DOUBLE,
  INT,
  type InstrumentationScope,
  type MetricDescriptor,
  type PointAttributes,
} from './metric-data.ts';

/** Where the points of some series go. Equal streams have equal keys. */
export interface StreamOfPoints {
  readonly key: string;
  readonly scope: InstrumentationScope;
  readonly descriptor: MetricDescriptor;
  readonly isObserved: boolean;
  /** For explicit buckets, where the series has none of its own. */
  readonly bounds: readonly number[];
}

export interface NamedSeries {
  readonly stream: StreamOfPoints;
  readonly attributes: PointAttributes;
}

export type Names = 'genai' | 'seed';

const LIBRARY: InstrumentationScope = { name: 'inferometer', version: LIBRARY_VERSION };
const OVERFLOW = { 'otel.metric.overflow': true };

const UNITS: Readonly<Record<MetricUnit, string>> = {
  seconds: 's',
  bytes: 'By',
  ratio: '1',
  per_second: '1/s',
  '1': '',
};

/** Names series under the conventions where there is one, or everything as expositions do. */
export class Naming {
  private readonly conventions: ReadonlyMap<string, Convention>;
  private readonly provider: PointAttributes;
  private readonly streams = new Map<object | string, StreamOfPoints>();

  /** @param provider the value of gen_ai.provider.name. */
  constructor(names: Names, provider: string | undefined) {
    this.conventions = new Map(names === 'genai' ? CONVENTIONS.map((one) => [one.from, one]) : []);
    this.provider = provider === undefined ? {} : { 'gen_ai.provider.name': provider };
  }

  name(metric: MetricReading, series: SeriesSnapshot): NamedSeries {
    const { origin, labels, overflow } = series;
    const { definition } = metric;
    if (origin !== undefined) {
      const stream = this.known(origin.instrument, () => instrumentStream(origin.instrument, definition));
      return { stream, attributes: origin.attributes as PointAttributes };
    }
    const convention = this.conventions.get(definition.name);
    const conventional = convention && this.conventionalAttributes(convention, series);
    if (convention !== undefined && conventional !== undefined) {
      const stream = this.known(convention.to, () => conventionalStream(convention));
      return { stream, attributes: conventional };
    }
    const stream = this.known(metric.fullName, () => ownStream(metric));
    return { stream, attributes: overflow ? OVERFLOW : { ...labels } };
  }

  /** Undefined where a label has a value that the convention does not speak of. */
  private conventionalAttributes(
    { attributes, fixed = {}, values, to }: Convention,
    { labels, overflow }: SeriesSnapshot,
  ): PointAttributes | undefined {
    if (overflow && values !== undefined) return undefined;
    const named: PointAttributes = { ...fixed, ...(to.name.startsWith('gen_ai.') ? this.provider : {}) };
    if (overflow) return { ...named, ...OVERFLOW };
    for (const [label, attribute] of Object.entries(attributes)) {
      const value = labels[label] as string;
      const translated = values?.[label] === undefined ? value : values[label][value];
      if (translated === undefined) return undefined;
      named[attribute] = translated;
    }
    return named;
  }

  private known(source: object | string, make: () => StreamOfPoints): StreamOfPoints {
    const stream = this.streams.get(source) ?? make();
    this.streams.set(source, stream);
    return stream;
  }
}

function instrumentStream(
  instrument: NonNullable<SeriesSnapshot['origin']>['instrument'],
  { bucketBounds = [], kind }: MetricDefinition,
): StreamOfPoints {
  const { name, description, unit, isWhole, isObserved, scope } = instrument;
  const { version, schemaUrl } = scope;
  return {
    key: JSON.stringify([scope, name, description, unit, isWhole, isObserved, kind]),
    scope: {
      name: scope.name,
      ...(version === '' ? {} : { version }),
      ...(schemaUrl === '' ? {} : { schemaUrl }),
    },
    descriptor: { name, description, unit, valueType: isWhole ? INT : DOUBLE },
    isObserved,
    bounds: bucketBounds,
  };
}

function conventionalStream({ to }: Convention): StreamOfPoints {
  const { name, description, unit, bounds, schemaUrl } = to;
  return {
    key: JSON.stringify([schemaUrl, name]),
    scope: { ...LIBRARY, schemaUrl },
    descriptor: { name, description, unit, valueType: DOUBLE },
    isObserved: false,
    bounds,
  };
}

function ownStream({ fullName, definition }: MetricReading): StreamOfPoints {
  const { unit, bucketBounds = [] } = definition;
  return {
    key: fullName,
    scope: LIBRARY,
    descriptor: { name: fullName, description: helpOf(definition), unit: UNITS[unit], valueType: DOUBLE },
    isObserved: false,
    bounds: bucketBounds,
  };
}
