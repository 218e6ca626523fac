/** What goes on now: the strip of the dashboard. */
import { runInPieces } from '../../metrics/inner.ts';
import {
  type Category,
  contextOf,
  durationStatistics,
  histogramsOf,
  type MetricsFilter,
  OPERATION_TYPES,
  type OperationTotals,
  operationTotals,
  type TelemetryHandle,
  utilizationsIn,
  valuesOf,
} from '../../telemetry/index.ts';
import type { RecentWindow } from '../questions/recent.ts';

/** More than half of its time. */
const BUSY_RATIO = 0.5;

/** Of which the strip has the latency of all together: they are read merged. */
export const LATENCIES: readonly string[] = OPERATION_TYPES.inference.map((type) => `${type}_seconds`);

const TOKENS = ['output_tokens_total', 'stream_tokens_total'];

/** What else the strip is made of. */
export const NOW_METRICS = [
  ...TOKENS,
  ...['inference_running', 'active_streams', 'training_loss', 'worker_utilization_sample_ratio'],
  ...['queue_size', 'operations_by_status', 'operation_outcomes_total', 'operation_count_total'],
  ...['operations_total', 'model_operations_total', 'http_server_request_duration_seconds'],
];

export interface CurrentRun {
  readonly modelId: string;
  readonly runId: string;
  readonly lastEpoch?: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface NowContext {
  readonly window: RecentWindow;
  readonly latencies: RecentWindow;
  readonly filter: MetricsFilter;
  /** The run of training that was continued last and goes on. */
  readonly run: CurrentRun | undefined;
  /** Kinds of work of which something was ever recorded. */
  readonly categories: readonly Category[];
  readonly findings: { readonly high: number; readonly medium: number };
}

export async function now(
  telemetry: TelemetryHandle,
  { window, latencies, filter, run, categories, findings }: NowContext,
) {
  const { enabled, clock, startedMs, budget } = contextOf(telemetry);
  const { durationSeconds } = window;
  const perSecond = (count: number) => (durationSeconds > 0 ? count / durationSeconds : null);
  const operations = await runInPieces(operationTotals(window.metrics, filter), budget);
  const isInference = (type: string) => (OPERATION_TYPES.inference as readonly string[]).includes(type);
  const inferences = operations
    .filter((one) => isInference(one.operationType))
    .reduce((sum, { ended }) => sum + ended, 0);
  return {
    is_recording: enabled,
    window_seconds: durationSeconds,
    uptime_seconds: Math.max(0, clock.monotonicMs() - startedMs) / 1000,
    in_flight: inFlight(window),
    per_second: perSecond(inferences),
    latency: latency(latencies),
    error_ratio: errorRatio(operations),
    tokens_per_second: hasTokens(window) ? perSecond(outputTokens(window)) : null,
    training: run === undefined ? null : training(run, window),
    workers: workers(window),
    storage_queue: storageQueue(window),
    categories: [...categories],
    findings,
  };
}

function latency(window: RecentWindow) {
  const all = LATENCIES.flatMap((name) => histogramsOf(window, name));
  const { count = 0, percentilesSeconds: { p50 = null, p95 = null, p99 = null } = {} } =
    durationStatistics(all, [50, 95, 99]) ?? {};
  return { p50, p95, p99, count };
}

/** Of all operations, by successes and failures: giving up is neither. */
function errorRatio(operations: readonly OperationTotals[]): number | null {
  const failed = operations.reduce((sum, { outcomes }) => sum + outcomes.error, 0);
  const judged = failed + operations.reduce((sum, { outcomes }) => sum + outcomes.ok, 0);
  return judged > 0 ? failed / judged : null;
}

/** A stream is an inference that runs. */
function inFlight(window: RecentWindow): number {
  const running = sumOf(window, 'inference_running');
  const streams = sumOf(window, 'active_streams');
  return Math.max(running, streams) + sumOf(window, 'operations_by_status');
}

function hasTokens(window: RecentWindow): boolean {
  return TOKENS.some((name) => valuesOf(window, name).length > 0);
}

/** Streams without a usage are counted among the tokens of streams alone, calls without a stream among the others. */
function outputTokens(window: RecentWindow): number {
  const byModel = new Map<string, number>();
  for (const name of TOKENS) {
    const counts = new Map<string, number>();
    for (const { labels, value } of valuesOf(window, name)) {
      const { model_id: model = '' } = labels;
      counts.set(model, (counts.get(model) ?? 0) + value);
    }
    for (const [model, count] of counts) byModel.set(model, Math.max(byModel.get(model) ?? 0, count));
  }
  return [...byModel.values()].reduce((sum, count) => sum + count, 0);
}

/** As callers call the number of epochs in the parameters of a run. */
const EPOCHS = ['epochs', 'num_epochs', 'numEpochs', 'max_epochs', 'maxEpochs'];

function training({ modelId, runId, lastEpoch, parameters }: CurrentRun, window: RecentWindow) {
  const [loss] = valuesOf(window, 'training_loss').filter(({ labels }) => labels.model_id === modelId);
  const epochs = EPOCHS.map((name) => parameters[name]).find((value) => typeof value === 'number');
  return {
    model_id: modelId,
    run_id: runId,
    epoch: lastEpoch ?? null,
    epochs: (epochs as number | undefined) ?? null,
    loss: loss?.value ?? null,
  };
}

/** Those that said something lately. */
function workers(window: RecentWindow) {
  const means = utilizationsIn(window).map(({ mean }) => mean);
  if (means.length === 0) return null;
  return {
    busy: means.filter((mean) => mean > BUSY_RATIO).length,
    total: means.length,
    utilization: means.reduce((sum, mean) => sum + mean, 0) / means.length,
  };
}

/** As the queue says itself; else the operations that are in a status which ends nothing. */
function storageQueue(window: RecentWindow): number | null {
  const [name] = ['queue_size', 'operations_by_status'].filter((one) => valuesOf(window, one).length > 0);
  return name === undefined ? null : sumOf(window, name);
}

function sumOf(window: RecentWindow, name: string): number {
  return valuesOf(window, name).reduce((sum, { value }) => sum + value, 0);
}
