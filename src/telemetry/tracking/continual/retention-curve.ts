/** What the curve of a task's retention is called among the statistics of a run. */
const PREFIX = 'knowledge_retention/';

export function retentionCurveName(taskId: string): string {
  return PREFIX + taskId;
}

/** The task of such a curve; undefined for any other. */
export function taskOfRetentionCurve(metric: string): string | undefined {
  return metric.startsWith(PREFIX) ? metric.slice(PREFIX.length) : undefined;
}
