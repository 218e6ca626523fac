/** Workers of distributed training: how busy they were, and how long their tasks took. */

import { requireLabel, requireNumberAttribute } from '../../../validate.ts';
import { type CallLabels, labelValuesOf } from '../../context/call-labels.ts';
import type { TelemetryContext } from '../../context/context.ts';
import type { Operation } from '../../operations/operation.ts';
import { note } from '../../operations/spans.ts';
import { WORKER_TASK_SECONDS, WORKER_UTILIZATION_RATIO, WORKER_UTILIZATION_SAMPLE_RATIO } from './metrics.ts';

export interface WorkerUtilization<Label extends string = string> {
  readonly workerId: string;
  /** Share of the time that the worker was busy, 0 to 1. */
  readonly utilization: number;
  /** The operation that the worker took part in: its span tells it too. The active span if left out. */
  readonly parent?: Operation;
  /** Labels of one's own. None if left out. */
  readonly labels?: CallLabels<Label>;
}

/** One task that a worker has done. */
export interface WorkerTask<Label extends string = string> {
  readonly workerId: string;
  /** As the worker measured it; 0 or more. */
  readonly durationSeconds: number;
  /** Labels of one's own. None if left out. */
  readonly labels?: CallLabels<Label>;
}

/** @throws TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
export function recordWorkerUtilization(instance: TelemetryContext, sample: WorkerUtilization): void {
  const { registry } = instance;
  if (!registry.recording.enabled) return;
  const workerId = requireLabel('workerId', sample.workerId);
  const remedy = 'Pass a ratio: divide a percentage by 100.';
  const utilization = requireNumberAttribute('utilization', sample.utilization, 0, 1, remedy);
  const own = labelValuesOf(instance, sample.labels);
  const labels = [workerId, ...own];
  registry.of(WORKER_UTILIZATION_RATIO).withLabelValues(labels).set(utilization);
  registry.of(WORKER_UTILIZATION_SAMPLE_RATIO).withLabelValues(labels).record(utilization);
  note(instance, 'worker_utilization', sample, sample.parent?.span);
}

/** @throws TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
export function recordWorkerTask(instance: TelemetryContext, task: WorkerTask): void {
  const { registry } = instance;
  if (!registry.recording.enabled) return;
  const workerId = requireLabel('workerId', task.workerId);
  const remedy = 'Pass seconds: divide milliseconds by 1000.';
  const seconds = requireNumberAttribute('durationSeconds', task.durationSeconds, 0, Infinity, remedy);
  const own = labelValuesOf(instance, task.labels);
  registry
    .of(WORKER_TASK_SECONDS)
    .withLabelValues([workerId, ...own])
    .record(seconds);
}
