/**
 * Structured events, in the spelling of the source document (Observability and Monitoring Setup: structured
 * logging). They are logged, not counted: the numbers in them are recorded by `recordTrainingStats` and its like.
 */
import { isRecord, requireLabel, requireObject } from '../../validate.ts';
import { withoutContent } from './content.ts';
import type { Log } from './log.ts';

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

export class EventLog {
  private readonly log: Log;
  private readonly recordContent: () => boolean;

  constructor(log: Log, recordContent: () => boolean) {
    this.log = log;
    this.recordContent = recordContent;
  }

  /**
   * A training has begun. @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND
   * @example
   * telemetry.events.trainingStart({ taskId: 'letters', config: { learningRate: 0.01, batchSize: 32 } });
   */
  trainingStart({ taskId, config = {} }: TrainingStart): void {
    requireObject('config', config);
    this.tell('training_start', taskId, { config }, 'Training started');
  }

  /** An epoch is done. @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND */
  trainingProgress({ taskId, epoch, loss, accuracy }: TrainingProgress): void {
    this.tell('training_progress', taskId, { epoch, loss, accuracy }, 'Training progress');
  }

  /** How well a model does. @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND */
  modelPerformance({ taskId, metrics }: ModelPerformance): void {
    requireObject('metrics', metrics);
    this.tell('model_performance', taskId, { metrics }, 'Model performance');
  }

  private tell(type: string, taskId: string, fields: Record<string, unknown>, message: string): void {
    requireLabel('taskId', taskId);
    const told = Object.entries(fields).filter(([, value]) => value !== undefined);
    const open = this.recordContent();
    const shown = told.map(([name, value]) => [
      name,
      open || !isRecord(value) ? value : withoutContent(value),
    ]);
    this.log.write('info', { event_type: type, task_id: taskId, ...Object.fromEntries(shown) }, message);
  }
}
