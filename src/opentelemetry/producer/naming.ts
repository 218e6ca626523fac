/** Which metric of OpenTelemetry a series belongs to, and its attributes there. */

import type {
  DataPoint,
  Instrument,
  InstrumentScope,
  MetricKind,
  MetricReading,
  MetricUnit,
} from '../../metrics/inner.ts';
import { type Convention, helpOf, type NameOptions, Naming } from '../../telemetry/index.ts';
import { ownValue } from '../../validate.ts';
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
  readonly kind: MetricKind;
  readonly isObserved: boolean;
  /** For explicit buckets, where the series has none of its own. */
  readonly bounds: readonly number[];
}

export interface NamedSeries {
  readonly stream: StreamOfPoints;
  readonly attributes: PointAttributes;
}

const LIBRARY: InstrumentationScope = { name: 'inferometer', version: LIBRARY_VERSION };
const OVERFLOW = { 'otel.metric.overflow': true };

const UNITS: Readonly<Record<MetricUnit, string>> = {
  seconds: 's',
  bytes: 'By',
  ratio: '1',
  per_second: '1/s',
  '1': '',
};

/** Names series under a name set, and instruments of others as they came. */
export class StreamNaming {
  private readonly naming: Naming;
  private readonly streams = new Map<object | string, StreamOfPoints>();
  /** Weakly: an instrument is another object once it has met another label. */
  private readonly ofInstruments = new WeakMap<Instrument, StreamOfPoints>();

  constructor(options: NameOptions) {
    this.naming = new Naming(options);
  }

  name(metric: MetricReading, series: DataPoint): NamedSeries {
    const { labels, overflow } = series;
    const { instrument } = metric;
    if (instrument.scope !== undefined) {
      const stream = this.ofInstruments.get(instrument) ?? instrumentStream(instrument, instrument.scope);
      this.ofInstruments.set(instrument, stream);
      return { stream, attributes: withOverflow(labels as PointAttributes, overflow) };
    }
    for (const convention of this.naming.conventionsOf(instrument)) {
      const attributes = this.naming.attributesOf(convention, series) as PointAttributes | undefined;
      if (attributes === undefined) continue;
      const stream = this.known(convention.to, () => conventionalStream(convention, instrument));
      return { stream, attributes: withOverflow(attributes, overflow) };
    }
    const stream = this.known(metric.fullName, () => ownStream(metric));
    return { stream, attributes: withOverflow(labels as PointAttributes, overflow) };
  }

  private known(source: object | string, make: () => StreamOfPoints): StreamOfPoints {
    const stream = this.streams.get(source) ?? make();
    this.streams.set(source, stream);
    return stream;
  }
}

function withOverflow(attributes: PointAttributes, overflow: boolean): PointAttributes {
  return overflow ? { ...attributes, ...OVERFLOW } : attributes;
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
    kind: instrument.kind,
    isObserved: isAsynchronous,
    bounds: bucketBounds,
  };
}

function conventionalStream({ to }: Convention, { kind, bucketBounds = [] }: Instrument): StreamOfPoints {
  const { name, description, unit, schemaUrl } = to;
  return {
    key: JSON.stringify([schemaUrl, name]),
    scope: { ...LIBRARY, schemaUrl },
    descriptor: { name, description, unit, valueType: DOUBLE },
    kind: to.kind ?? kind,
    isObserved: false,
    bounds: bucketBounds,
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
    kind: instrument.kind,
    isObserved: false,
    bounds: bucketBounds,
  };
}
