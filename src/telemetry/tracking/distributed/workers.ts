/** Workers of distributed training: how busy they were, and how long their tasks took. */

import { requireLabel } from '../../../validate.ts';
import { type CallLabels, labelValuesOf } from '../../context/call-labels.ts';
import type { TelemetryContext } from '../../context/context.ts';
import { admittedNumber, namesOf } from '../../operations/attributes.ts';
import type { Operation } from '../../operations/operation.ts';
import { note } from '../../operations/spans.ts';
import { WORKER_TASK_SECONDS, WORKER_UTILIZATION_RATIO, WORKER_UTILIZATION_SAMPLE_RATIO } from './metrics.ts';

export interface WorkerUtilization<Label extends string = string> {
  readonly workerId: string;
  /** Share of the time that the worker was busy, 0 to 1; what lies outside by less than 1e-6 was rounded. */
  readonly utilization: number | null | undefined;
  /** The operation that the worker took part in: its span tells it too. The active span if left out. */
  readonly parent?: Operation | undefined;
  /** Labels of one's own. None if left out. */
  readonly labels?: CallLabels<Label>;
}

/** One task that a worker has done. */
export interface WorkerTask<Label extends string = string> {
  readonly workerId: string;
  /** As the worker measured it; 0 or more. */
  readonly durationSeconds: number | null | undefined;
  /** Labels of one's own. None if left out. */
  readonly labels?: CallLabels<Label>;
}

export const WORKER_UTILIZATION_NAMES = /* @__PURE__ */ namesOf<WorkerUtilization>({
  workerId: true,
  utilization: true,
  parent: true,
  labels: true,
});

export const WORKER_TASK_NAMES = /* @__PURE__ */ namesOf<WorkerTask>({
  workerId: true,
  durationSeconds: true,
  labels: true,
});

/** @throws TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND */
export function recordWorkerUtilization(instance: TelemetryContext, sample: WorkerUtilization): void {
  const { registry } = instance;
  if (!registry.recording.enabled) return;
  const workerId = requireLabel('workerId', sample.workerId);
  const own = labelValuesOf(instance, sample.labels);
  const utilization = admittedNumber(registry.recording, 'utilization', sample.utilization ?? null, {
    reason: 'bad_utilization',
    most: 1,
  });
  if (utilization === undefined) return;
  const labels = [workerId, ...own];
  registry.of(WORKER_UTILIZATION_RATIO).withLabelValues(labels).set(utilization);
  registry.of(WORKER_UTILIZATION_SAMPLE_RATIO).withLabelValues(labels).record(utilization);
  note(instance, 'worker_utilization', { ...sample, utilization }, sample.parent?.span);
}

/** @throws TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND */
export function recordWorkerTask(instance: TelemetryContext, task: WorkerTask): void {
  const { registry } = instance;
  if (!registry.recording.enabled) return;
  const workerId = requireLabel('workerId', task.workerId);
  const own = labelValuesOf(instance, task.labels);
  const seconds = admittedNumber(registry.recording, 'durationSeconds', task.durationSeconds ?? null, {
    reason: 'bad_duration',
  });
  if (seconds === undefined) return;
  registry
    .of(WORKER_TASK_SECONDS)
    .withLabelValues([workerId, ...own])
    .record(seconds);
}
