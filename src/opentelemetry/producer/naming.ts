/** Which metric of OpenTelemetry a series belongs to, and its attributes there. */

import type {
  DataPoint,
  Instrument,
  InstrumentScope,
  MetricReading,
  MetricUnit,
} from '../../metrics/inner.ts';
import { helpOf } from '../../telemetry/tracking/help.ts';
import { ownValue } from '../../validate.ts';
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

export type Names = 'semconv-v1.41' | 'kit';

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
  /** Weakly: an instrument is another object once it has met another label. */
  private readonly ofInstruments = new WeakMap<Instrument, StreamOfPoints>();

  /** @param provider the value of gen_ai.provider.name. */
  constructor(names: Names, provider: string | undefined) {
    this.conventions = new Map(names === 'semconv-v1.41' ? CONVENTIONS.map((one) => [one.from, one]) : []);
    this.provider = provider === undefined ? {} : { 'gen_ai.provider.name': provider };
  }

  name(metric: MetricReading, series: DataPoint): NamedSeries {
    const { labels, overflow } = series;
    const { instrument } = metric;
    if (instrument.scope !== undefined) {
      const stream = this.ofInstruments.get(instrument) ?? instrumentStream(instrument, instrument.scope);
      this.ofInstruments.set(instrument, stream);
      const attributes = overflow ? { ...labels, ...OVERFLOW } : labels;
      return { stream, attributes: attributes as PointAttributes };
    }
    const convention = this.conventions.get(instrument.name);
    const conventional = convention && this.conventionalAttributes(convention, series);
    if (convention !== undefined && conventional !== undefined) {
      const stream = this.known(convention.to, () => conventionalStream(convention));
      return { stream, attributes: conventional };
    }
    const stream = this.known(metric.fullName, () => ownStream(metric));
    return { stream, attributes: { ...labels, ...(overflow && OVERFLOW) } as PointAttributes };
  }

  /** Undefined where a label has a value that the convention does not speak of. */
  private conventionalAttributes(
    { attributes, fixed = {}, values, to }: Convention,
    { labels, overflow }: DataPoint,
  ): PointAttributes | undefined {
    if (overflow && values !== undefined) return undefined;
    const named: PointAttributes = { ...fixed, ...(to.name.startsWith('gen_ai.') ? this.provider : {}) };
    if (overflow) return { ...named, ...OVERFLOW };
    for (const [label, attribute] of Object.entries(attributes)) {
      const value = ownValue(labels, label) as string;
      const translated = values?.[label] === undefined ? value : ownValue(values[label], value);
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

function instrumentStream(instrument: Instrument, scope: InstrumentScope): StreamOfPoints {
  const { name, help = '', unit, isInteger, isAsynchronous = false, bucketBounds = [] } = instrument;
  const { version, schemaUrl } = scope;
  return {
    key: JSON.stringify([scope, name, help, unit, isInteger, isAsynchronous, instrument.kind]),
    scope: {
      name: scope.name,
      ...(version === '' ? {} : { version }),
      ...(schemaUrl === '' ? {} : { schemaUrl }),
    },
    descriptor: { name, description: help, unit, valueType: isInteger ? INT : DOUBLE },
    isObserved: isAsynchronous,
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

function ownStream({ fullName, instrument }: MetricReading): StreamOfPoints {
  const { unit, bucketBounds = [] } = instrument;
  return {
    key: fullName,
    scope: LIBRARY,
    descriptor: {
      name: fullName,
      description: helpOf(instrument),
      unit: ownValue(UNITS as Readonly<Record<string, string>>, unit) ?? unit,
      valueType: DOUBLE,
    },
    isObserved: false,
    bounds: bucketBounds,
  };
}
