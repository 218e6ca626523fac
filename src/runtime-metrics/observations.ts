/** What is told at each reading: values of instruments, of those things that the platform can tell. */
import type { Instrument } from '../metrics/inner.ts';
import type { ProcessReadings } from '../runtime/index.ts';
import type { EventLoopReading } from './event-loop-window.ts';
import * as metric from './instruments.ts';

/** Of an instrument, a value and the values of its labels. */
export type Observation = readonly [instrument: Instrument, value: number, labels?: readonly string[]];

/** Each looks at one thing, and fails without the others. */
export const OBSERVATIONS: readonly ((readings: ProcessReadings) => Observation[])[] = [
  facts,
  memory,
  files,
  heap,
  heapSpaces,
  ({ activeResources }) => active(metric.ACTIVE_RESOURCES, metric.ACTIVE_RESOURCES_TOTAL, activeResources),
  ({ activeHandles }) => active(metric.ACTIVE_HANDLES, metric.ACTIVE_HANDLES_TOTAL, activeHandles),
  ({ activeRequests }) => active(metric.ACTIVE_REQUESTS, metric.ACTIVE_REQUESTS_TOTAL, activeRequests),
];

/** @param since what was used before counting began. */
export function cpuObservations(
  { cpuSeconds }: ProcessReadings,
  since: { readonly user: number; readonly system: number },
): Observation[] {
  if (cpuSeconds === undefined) return [];
  const now = cpuSeconds();
  const [user, system] = [now.user - since.user, now.system - since.system];
  return [
    [metric.CPU_USER, user],
    [metric.CPU_SYSTEM, system],
    [metric.CPU, user + system],
  ];
}

export function eventLoopObservations({ delays, utilizationRatio }: EventLoopReading): Observation[] {
  const observations: Observation[] = [];
  if (utilizationRatio !== undefined) observations.push([metric.EVENTLOOP_UTILIZATION, utilizationRatio]);
  if (delays === undefined) return observations;
  return [
    ...observations,
    [metric.EVENTLOOP_LAG_MIN, delays.min],
    [metric.EVENTLOOP_LAG_MAX, delays.max],
    [metric.EVENTLOOP_LAG_MEAN, delays.mean],
    [metric.EVENTLOOP_LAG_STDDEV, delays.stdDev],
    [metric.EVENTLOOP_LAG_P50, delays.percentile(50)],
    [metric.EVENTLOOP_LAG_P90, delays.percentile(90)],
    [metric.EVENTLOOP_LAG_P99, delays.percentile(99)],
  ];
}

function facts({ version, startedAtUnixMs }: ProcessReadings): Observation[] {
  const observations: Observation[] = [];
  // Whole seconds, as others tell it: a start time that moves a little would look like a restart.
  if (startedAtUnixMs !== undefined)
    observations.push([metric.START_TIME, Math.round(startedAtUnixMs / 1000)]);
  const [, major, minor, patch] = /^v(\d+)\.(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (version !== undefined && major !== undefined) {
    observations.push([metric.VERSION_INFO, 1, [version, major, minor as string, patch as string]]);
  }
  return observations;
}

function memory({ memoryBytes }: ProcessReadings): Observation[] {
  if (memoryBytes === undefined) return [];
  const { resident, virtual, data } = memoryBytes();
  const observations: Observation[] = [[metric.RESIDENT_MEMORY, resident]];
  if (virtual !== undefined) observations.push([metric.VIRTUAL_MEMORY, virtual]);
  if (data !== undefined) observations.push([metric.PROCESS_HEAP, data]);
  return observations;
}

function files({ openFiles, maxOpenFiles }: ProcessReadings): Observation[] {
  const observations: Observation[] = [];
  if (openFiles !== undefined) observations.push([metric.OPEN_FDS, openFiles()]);
  if (maxOpenFiles !== undefined) observations.push([metric.MAX_FDS, maxOpenFiles]);
  return observations;
}

function heap({ heapBytes }: ProcessReadings): Observation[] {
  if (heapBytes === undefined) return [];
  const { total, used, external } = heapBytes();
  return [
    [metric.HEAP_TOTAL, total],
    [metric.HEAP_USED, used],
    [metric.EXTERNAL_MEMORY, external],
  ];
}

function heapSpaces({ heapSpaces: spaces }: ProcessReadings): Observation[] {
  if (spaces === undefined) return [];
  return spaces().flatMap(({ name, totalBytes, usedBytes, availableBytes }): Observation[] => [
    [metric.HEAP_SPACE_TOTAL, totalBytes, [name]],
    [metric.HEAP_SPACE_USED, usedBytes, [name]],
    [metric.HEAP_SPACE_AVAILABLE, availableBytes, [name]],
  ]);
}

function active(
  byType: Instrument,
  total: Instrument,
  read: (() => readonly string[]) | undefined,
): Observation[] {
  if (read === undefined) return [];
  const types = read();
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...[...counts].map(([type, count]): Observation => [byType, count, [type]]), [total, types.length]];
}
