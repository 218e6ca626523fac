/** Workers of distributed training. */
import { requireBetween, requireLabel } from './checks.ts';
import type { Instance } from './instance.ts';

export interface WorkerUtilization {
  readonly workerId: string;
  /** Share of the time that the worker was busy, 0 to 1. */
  readonly utilization: number;
}

/** @throws TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
export function recordWorkerUtilization({ registry }: Instance, sample: WorkerUtilization): void {
  if (!registry.gate.open) return;
  const workerId = requireLabel('workerId', sample.workerId);
  const remedy = 'Pass a ratio: divide a percentage by 100.';
  const utilization = requireBetween('utilization', sample.utilization, 0, 1, remedy);
  registry.gauge('worker_utilization_ratio').at([workerId]).set(utilization);
}
