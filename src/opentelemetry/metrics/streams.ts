/** The streams of every instrument of a provider: one for each instrument and view, and never two for the same. */
import type { MetricOptions } from '@opentelemetry/api';
import { OPENTELEMETRY_BOUNDS } from '../../histogram/index.ts';
import type { Gate } from '../../telemetry/gate.ts';
import type { Registry } from '../../telemetry/registry.ts';
import type { Series, SeriesContext } from '../../telemetry/series.ts';
import type {
  InstrumentIdentity,
  InstrumentScope,
  MetricDefinition,
  MetricKind,
  SeriesIdentity,
} from '../../telemetry/snapshot.ts';
import { instrumentType } from '../instrument-type.ts';
import { InstrumentFamily } from './instrument-family.ts';
import { metricStem, modelUnit } from './prometheus-name.ts';
import { Stream } from './stream.ts';
import { plansOf, type StreamPlan, type View } from './view.ts';

export type SeriesClass<S extends Series> = new (
  context: SeriesContext,
  definition: MetricDefinition,
  identity: SeriesIdentity,
) => S;

export interface InstrumentRequest<S extends Series> {
  readonly kind: MetricKind;
  readonly name: string;
  readonly options: MetricOptions;
  readonly isObserved: boolean;
  readonly isWhole: boolean;
  readonly scope: InstrumentScope;
  /** @param isBounded whether it counts in the classic buckets of the definition as well. */
  readonly seriesClass: (isBounded: boolean) => SeriesClass<S>;
  readonly isStale?: (series: S) => boolean;
}

/** Classic buckets of durations that nobody gave bounds: those of http.server.request.duration. */
const SECONDS_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

export class Streams {
  readonly gate: Gate;
  private readonly registry: Registry;
  private readonly views: readonly View[];
  /** Streams that were asked for, with what they were asked for as the key. */
  private readonly streams = new Map<string, object>();
  /** How each name of a scope was first used. */
  private readonly uses = new Map<string, string>();
  private readonly families = new Map<string, InstrumentFamily>();

  constructor(registry: Registry, views: readonly View[]) {
    this.registry = registry;
    this.gate = registry.gate;
    this.views = views;
  }

  /**
   * The streams of an instrument. Who asks twice for the same one gets the same streams; one with the name of another
   * has streams of its own, and the conflict is counted (metrics API, "Instrument").
   */
  open<S extends Series>(request: InstrumentRequest<S>): readonly Stream<S>[] {
    const { kind, name, options, isObserved, scope } = request;
    const selected = { name, type: instrumentType(kind, isObserved), unit: options.unit ?? '', scope };
    const plans = plansOf(this.views, selected, options, this.registry.seriesLimit);
    return plans.map((plan, i) => this.stream(request, plan, i));
  }

  private stream<S extends Series>(request: InstrumentRequest<S>, plan: StreamPlan, nth: number): Stream<S> {
    const { kind, name, options, isObserved, isWhole, scope } = request;
    const { unit = '' } = options;
    const { bounds } = plan;
    // Advice is no part of it: whoever comes first is followed.
    const used = [name.toLowerCase(), kind, isObserved, isWhole, unit, nth];
    const key = JSON.stringify([scope, plan.name.toLowerCase(), ...used]);
    const known = this.streams.get(key) as Stream<S> | undefined;
    this.noteUse(scope, plan, JSON.stringify([...used, plan.description]));
    if (known !== undefined) {
      known.family.describe(plan.description);
      return known;
    }
    const instrument: InstrumentIdentity = {
      name: plan.name,
      description: plan.description,
      unit,
      isWhole,
      isObserved,
      scope,
    };
    const family = this.familyOf(kind, instrument, bounds);
    const SeriesOfKind = request.seriesClass(bounds !== undefined);
    const stream = new Stream<S>({
      registry: this.registry,
      family,
      instrument,
      keeps: plan.keeps,
      cardinalityLimit: plan.cardinalityLimit,
      create: (identity) => new SeriesOfKind(this.registry.context, family.definition, identity),
      ...(request.isStale === undefined ? {} : { isStale: request.isStale }),
    });
    this.streams.set(key, stream);
    return stream;
  }

  private noteUse(scope: InstrumentScope, plan: StreamPlan, use: string): void {
    const key = JSON.stringify([scope, plan.name.toLowerCase()]);
    const first = this.uses.get(key);
    if (first === undefined) this.uses.set(key, use);
    else if (first !== use) this.registry.lose('instrument_conflicts_total', plan.name);
  }

  /** The first family whose name is free, or that the instrument fits in. */
  private familyOf(
    kind: MetricKind,
    { name, unit, description, scope }: InstrumentIdentity,
    bounds: readonly number[] | undefined,
  ): InstrumentFamily {
    const definition: Omit<MetricDefinition, 'name'> = {
      kind,
      unit: modelUnit(unit, kind),
      help: description,
      labels: [],
      hasOpenLabels: true,
      category: 'custom',
      ...(kind === 'histogram'
        ? { bucketBounds: bounds ?? (unit === 's' ? SECONDS_BOUNDS : OPENTELEMETRY_BOUNDS) }
        : {}),
    };
    const stem = metricStem(name, unit, kind);
    for (let n = 0; ; n++) {
      const different = n === 0 ? '' : n === 1 ? `_${kind}` : `_${kind}_${n}`;
      const fullName = `${stem}${different}${kind === 'counter' ? '_total' : ''}`;
      const named = { ...definition, name: fullName };
      const known = this.families.get(fullName);
      if (known !== undefined) {
        if (known.admits(scope, named)) return known;
      } else if (this.registry.isFree(fullName, kind)) {
        const family = new InstrumentFamily(named);
        family.admits(scope, named);
        this.families.set(fullName, family);
        this.registry.adopt(family);
        return family;
      }
    }
  }
}
