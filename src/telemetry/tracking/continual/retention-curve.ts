/** What the curve of a task's retention is called among the statistics of a run. */
const PREFIX = 'knowledge_retention/';

export function retentionCurveName(taskId: string): string {
  return PREFIX + taskId;
}

/** The task of such a curve; undefined for any other. */
export function taskOfRetentionCurve(metric: string): string | undefined {
  return metric.startsWith(PREFIX) ? metric.slice(PREFIX.length) : undefined;
}

/** Whether what was recorded of a run is retention alone: then it is no training, and shown by its tasks. */
export function isRetentionAlone(metrics: readonly string[]): boolean {
  return metrics.length > 0 && metrics.every((metric) => taskOfRetentionCurve(metric) !== undefined);
}
