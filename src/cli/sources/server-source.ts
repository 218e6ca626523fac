/** Numbers of a server that runs, asked by its REST API. */
import { ApiError, type Client, createClient } from '../../client/index.ts';
import type { StoreQuery, StoreRow } from '../../store/index.ts';
import type { Context } from '../frame/command.ts';
import { CommandError } from '../frame/errors.ts';
import type { Server, Source } from './model.ts';

export function clientOf({ url, token }: Server): Client {
  return createClient({ url, ...(token !== undefined && { token }) });
}

export function serverSource(server: Server, { signal }: Context): Source {
  const client = clientOf(server);
  return {
    place: server.url,
    rows: (query) =>
      asking(server, async () => {
        const { rows } = await client.query(parametersOf(query), { signal });
        return rows.map(({ start_time, end_time, observed_seconds: observedSeconds, ...row }) => ({
          ...withoutNulls(row),
          startedAtUnixMs: start_time * 1000,
          endedAtUnixMs: end_time * 1000,
          observedSeconds,
        })) as unknown as StoreRow[];
      }),
  };
}

/** What fails is told in the words of whoever typed the command. @throws CommandError; the reason of the signal */
export async function asking<T>({ url }: Server, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status } = error;
    const message =
      status === 401
        ? `${url} asks for a token: give --token, or set INFEROMETER_TOKEN`
        : error.code === 'CLIENT_NETWORK'
          ? `there is no answer from ${url}: does a server run there?`
          : `${url}: ${error.message}`;
    throw new CommandError(message, { cause: error });
  }
}

/** Of a range and a filter, in the words of the API. */
export function rangeParameters({ startTime, endTime }: Pick<StoreQuery, 'startTime' | 'endTime'>) {
  return {
    ...(startTime !== undefined && { start_time: Number(startTime) / 1000 }),
    ...(endTime !== undefined && { end_time: Number(endTime) / 1000 }),
  };
}

export function filterParameters(query: StoreQuery) {
  const { modelId, operationType, status, category, backendType, labels, run, member, metric } = query;
  return {
    ...(modelId !== undefined && { model_id: modelId }),
    ...(operationType !== undefined && { operation_type: operationType }),
    ...(status !== undefined && { status }),
    ...(category !== undefined && { category }),
    ...(backendType !== undefined && { backend: backendType }),
    ...(labels !== undefined && { labels }),
    ...(run !== undefined && { run: [run] }),
    ...(member !== undefined && { member: listOf(member) }),
    ...(metric !== undefined && { metric: listOf(metric) }),
  };
}

function parametersOf(query: StoreQuery) {
  const { groupBy, stepSeconds, percentiles } = query;
  return {
    ...rangeParameters(query),
    ...filterParameters(query),
    ...(groupBy !== undefined && { group_by: groupBy }),
    ...(stepSeconds !== undefined && { step: stepSeconds }),
    ...(percentiles !== undefined && { percentiles }),
  };
}

function listOf(one: string | readonly string[]): readonly string[] {
  return typeof one === 'string' ? [one] : one;
}

function withoutNulls(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
