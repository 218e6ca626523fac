/** Labels to tell apart, as they were typed. */
import type { ApiError } from '../../client/index.ts';
import { InferometerError } from '../../errors.ts';
import { CommandError, UsageError } from '../frame/errors.ts';

export function labelsIn(by: string): readonly string[] {
  return by.split(',').map((one) => one.trim());
}

/** @throws UsageError where nothing of what is asked for has one of the labels: it was mistyped */
export async function groupedBy<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const [, fault] = /(?:"groupBy"|\bgroup_by) ([\s\S]+)$/.exec(messageOf(error) ?? '') ?? [];
    throw fault === undefined ? error : new UsageError(`--by ${fault}`, { cause: error });
  }
}

/** Of what the store, or the server, has to say about the question. */
function messageOf(error: unknown): string | undefined {
  if (error instanceof InferometerError && error.code === 'TELEMETRY_QUERY') return error.message;
  // The client is loaded where a server is asked.
  const answer = error instanceof CommandError ? (error.cause as Partial<ApiError> | undefined) : undefined;
  return answer?.parameter === 'group_by' ? answer.message : undefined;
}
