/** What waits, runs and is done, by model. */
import { BySeries, type CounterSeries, type GaugeSeries } from '../../../metrics/inner.ts';
import type { LabelValues } from '../../context/call-labels.ts';
import type { TelemetryContext } from '../../context/context.ts';
import { BusyTime, OperationLoad } from '../../operations/load.ts';
import {
  INFERENCE_BUSY_SECONDS_TOTAL,
  INFERENCE_ITEMS_TOTAL,
  INFERENCE_QUEUE_SECONDS,
  INFERENCE_RUNNING,
  INFERENCE_THROUGHPUT,
  INFERENCE_THROUGHPUT_PEAK,
  INFERENCE_WAITING,
} from './metrics.ts';

export class InferenceLoads {
  private readonly instance: TelemetryContext;
  /** By what they are told in: models for which there is no room share one. */
  private readonly known = new BySeries<GaugeSeries, OperationLoad>();
  private readonly busy = new BySeries<CounterSeries, BusyTime>();

  constructor(instance: TelemetryContext) {
    this.instance = instance;
  }

  of(modelId: string, own: LabelValues): OperationLoad {
    const { registry, clock } = this.instance;
    const labels = [modelId, ...own];
    const running = registry.of(INFERENCE_RUNNING).withLabelValues(labels);
    const known = this.known.get(running);
    if (known !== undefined) return known;
    const series = {
      running,
      amount: registry.of(INFERENCE_ITEMS_TOTAL).withLabelValues(labels),
      throughput: registry.of(INFERENCE_THROUGHPUT).withLabelValues(labels),
      peak: registry.of(INFERENCE_THROUGHPUT_PEAK).withLabelValues(labels),
      waiting: () => {
        const waiting = registry.of(INFERENCE_WAITING).withLabelValues(labels);
        waiting.refresh = running.refresh;
        return waiting;
      },
      queueSeconds: () => registry.of(INFERENCE_QUEUE_SECONDS).withLabelValues(labels),
    };
    const load = new OperationLoad(series, this.busyOf(modelId), clock.monotonicMs());
    this.known.set(running, load);
    // Each when its turn comes: of many models at once it would hold up the event loop.
    const refresh = this.telling(load);
    for (const one of [running, series.amount, series.throughput, series.peak]) one.refresh = refresh;
    return load;
  }

  /** Of the model, whatever labels its callers have: times of calls beside one another would not add up. */
  private busyOf(modelId: string): BusyTime {
    const seconds = this.instance.registry.of(INFERENCE_BUSY_SECONDS_TOTAL).withLabelValues([modelId]);
    const known = this.busy.get(seconds);
    if (known !== undefined) return known;
    const busy = new BusyTime(seconds);
    this.busy.set(seconds, busy);
    seconds.refresh = this.telling(busy);
    return busy;
  }

  /** Of all models: how many run now, and how many have begun so far. */
  get totals(): { readonly running: number; readonly begun: number } {
    const [running, begun] = [0, 0];
    return [...this.known].reduce(
      (sum, load) => ({ running: sum.running + load.running, begun: sum.begun + load.begun }),
      { running, begun },
    );
  }

  private telling(one: { tell(nowMs: number): void }): () => void {
    const { registry, clock } = this.instance;
    return () => {
      if (registry.recording.enabled) one.tell(clock.monotonicMs());
    };
  }
}
