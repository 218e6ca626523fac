/**
 * Structured events, in the spelling of the source document (Observability and Monitoring Setup: structured
 * logging). They are logged, not counted: the numbers in them are recorded by `recordTrainingStats` and its like.
 */
import { readGiven } from '../../metrics/inner.ts';
import type { Logger } from '../../ports.ts';
import { requireKnownKeys, requireLabel, requireObject } from '../../validate.ts';
import { withoutContent } from './content.ts';
import { contextOf, type TelemetryContext, type TelemetryHandle } from './context.ts';

export interface TrainingStart {
  readonly taskId: string;
  /** Whatever describes the run: rates, sizes, names. */
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface TrainingProgress {
  readonly taskId: string;
  readonly epoch: number;
  readonly loss?: number;
  readonly accuracy?: number;
}

export interface ModelPerformance {
  readonly taskId: string;
  readonly metrics: Readonly<Record<string, unknown>>;
}

/**
 * Logs that a training has begun. @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_UNKNOWN_OPTION
 *
 * @example
 * logTrainingStart(telemetry, { taskId: 'letters', config: { learningRate: 0.01, batchSize: 32 } });
 */
export function logTrainingStart(telemetry: TelemetryHandle, start: TrainingStart): void {
  const context = contextOf(telemetry);
  readGiven(context.contain, () => {
    requireEvent('start', start, ['taskId', 'config']);
    const { taskId, config = {} } = start;
    requireObject('config', config);
    logEvent(context, 'training_start', taskId, { config }, 'Training started');
  });
}

/** Logs that an epoch is done. @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_UNKNOWN_OPTION */
export function logTrainingProgress(telemetry: TelemetryHandle, progress: TrainingProgress): void {
  const context = contextOf(telemetry);
  readGiven(context.contain, () => {
    requireEvent('progress', progress, ['taskId', 'epoch', 'loss', 'accuracy']);
    const { taskId, epoch, loss, accuracy } = progress;
    logEvent(context, 'training_progress', taskId, { epoch, loss, accuracy }, 'Training progress');
  });
}

/** Logs how well a model does. @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_UNKNOWN_OPTION */
export function logModelPerformance(telemetry: TelemetryHandle, performance: ModelPerformance): void {
  const context = contextOf(telemetry);
  readGiven(context.contain, () => {
    requireEvent('performance', performance, ['taskId', 'metrics']);
    const { taskId, metrics } = performance;
    requireObject('metrics', metrics);
    logEvent(context, 'model_performance', taskId, { metrics }, 'Model performance');
  });
}

function requireEvent(label: string, event: object, names: readonly string[]): void {
  requireObject(label, event);
  requireKnownKeys('TELEMETRY_UNKNOWN_OPTION', label, event, names);
}

function logEvent(
  context: TelemetryContext,
  type: string,
  taskId: string,
  fields: Record<string, unknown>,
  message: string,
): void {
  requireLabel('taskId', taskId);
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const own = { event_type: type, task_id: taskId };
  writeEvent(context, 'info', own, Object.fromEntries(given), message);
}

/**
 * Logs what the caller tells, without content where that is to stay out. Never throws: fields that cannot be read are
 * counted and left out.
 *
 * @param own fields of ours, which stay
 */
export function writeEvent(
  { log, recordContent, contain }: TelemetryContext,
  level: keyof Logger,
  own: object,
  fields: Readonly<Record<string, unknown>>,
  message: string,
): void {
  // In a list: fields that happen to have a method `then` are no promise.
  const all = contain('logger', () => [
    { ...own, ...(recordContent ? fields : withoutContent(fields)), ...own },
  ]);
  log.write(level, all?.[0] ?? own, message);
}
