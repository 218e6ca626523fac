/** The metric streams of every instrument of a provider: one for each instrument and view, and never two for the same. */
import type { Attributes, MetricOptions } from '@opentelemetry/api';
import { OPENTELEMETRY_BOUNDS } from '../../histogram/index.ts';
import {
  AttributeFamily,
  type Family,
  INSTRUMENT_CONFLICTS,
  type Instrument,
  type InstrumentScope,
  type MetricKind,
  type RecordingSwitch,
  type Registry,
  type Series,
  type SeriesContext,
  type SeriesOf,
} from '../../metrics/inner.ts';
import { instrumentType } from '../instrument-type.ts';
import { readableAttributes } from './given.ts';
import { type StreamConfig, streamConfigs, type View } from './view.ts';

export interface InstrumentRequest<Kind extends MetricKind> {
  readonly kind: Kind;
  readonly name: string;
  readonly options: MetricOptions;
  readonly isAsynchronous: boolean;
  readonly isInteger: boolean;
  readonly scope: InstrumentScope;
}

/** What is recorded of one instrument through one view: a series for each set of attributes. */
export type MetricStream<Kind extends MetricKind> = AttributeFamily<SeriesOf<Kind>>;

/** Classic buckets of durations that nobody gave bounds: those of http.server.request.duration. */
const SECONDS_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

export class MetricStreams {
  readonly context: SeriesContext;
  private readonly registry: Registry;
  private readonly views: readonly View[];
  /** Streams that were asked for, with what they were asked for as the key. */
  private readonly streams = new Map<string, object>();
  /** How each name of a scope was first used. */
  private readonly uses = new Map<string, string>();

  constructor(registry: Registry, views: readonly View[]) {
    this.registry = registry;
    this.context = registry.context;
    this.views = views;
  }

  /**
   * The streams of an instrument. Who asks twice for the same one gets the same streams; one with the name of another
   * has streams of its own, and the conflict is counted (metrics API, "Instrument").
   */
  open<Kind extends MetricKind>(request: InstrumentRequest<Kind>): readonly MetricStream<Kind>[] {
    const { kind, name, options, isAsynchronous, scope } = request;
    const selected = { name, type: instrumentType(kind, isAsynchronous), unit: options.unit ?? '', scope };
    // Theirs counts the overflow as one of them.
    const configs = streamConfigs(this.views, selected, options, this.registry.seriesLimit + 1);
    return configs.map((config, nth) => this.stream(request, config, nth));
  }

  private stream<Kind extends MetricKind>(
    request: InstrumentRequest<Kind>,
    config: StreamConfig,
    nth: number,
  ): MetricStream<Kind> {
    const { kind, name, options, isAsynchronous, isInteger, scope } = request;
    const { unit = '' } = options;
    // Advice is no part of it: whoever comes first is followed.
    const used = [name.toLowerCase(), kind, isAsynchronous, isInteger, unit, nth];
    const key = JSON.stringify([scope, config.name.toLowerCase(), ...used]);
    const known = this.streams.get(key) as MetricStream<Kind> | undefined;
    this.noteUse(scope, config, JSON.stringify([...used, config.description]));
    if (known !== undefined) {
      known.describe(config.description);
      return known;
    }
    const defaults = unit === 's' ? SECONDS_BOUNDS : OPENTELEMETRY_BOUNDS;
    const instrument: Instrument & { readonly kind: Kind } = {
      name: config.name,
      kind,
      unit,
      help: config.description,
      labels: [],
      hasDynamicLabels: true,
      category: 'custom',
      scope,
      isInteger,
      isAsynchronous,
      ...(kind === 'histogram' && { bucketBounds: [...(config.bounds ?? defaults)] }),
    };
    const settings = {
      seriesLimit: config.cardinalityLimit - 1,
      keeps: config.attributeFilter,
      Family: AttributeFamily,
    };
    const stream = this.registry.register(instrument, settings, nth) as unknown as MetricStream<Kind>;
    this.streams.set(key, stream);
    return stream;
  }

  private noteUse(scope: InstrumentScope, config: StreamConfig, use: string): void {
    const key = JSON.stringify([scope, config.name.toLowerCase()]);
    const first = this.uses.get(key);
    if (first === undefined) this.uses.set(key, use);
    else if (first !== use) this.registry.countLoss(INSTRUMENT_CONFLICTS, config.name);
  }
}

/** The series of these attributes, without those that cannot be read. */
export function seriesOf<S extends Series>(
  stream: Pick<Family<S>, 'withLabels'>,
  attributes: Attributes | undefined,
  recording: RecordingSwitch,
): S {
  try {
    return stream.withLabels(attributes as never);
  } catch {
    return stream.withLabels(readableAttributes(attributes as object, recording) as never);
  }
}
