/** Checks of what callers hand in, and the codes of this room. */
import { wrongKind, wrongValue } from '../errors.ts';
import { type BucketSnapshot, restoreSnapshot, seriesOf } from '../histogram/index.ts';
import type { LogPosition, Statistics } from '../telemetry/index.ts';
import { type Codes, isRecord, readOnce, requireKnownKeys, requireObject, requireText } from '../validate.ts';
import type { RunParameters, RunQuery, RunStart, RunTags } from './model.ts';

export const VALUE: Codes = {
  kind: 'EXPERIMENTS_VALUE_KIND',
  range: 'EXPERIMENTS_VALUE_RANGE',
  remedy: 'Correct it, or leave it out.',
};

export const OPTION: Codes = {
  kind: 'EXPERIMENTS_OPTION_KIND',
  range: 'EXPERIMENTS_OPTION_RANGE',
  remedy: 'Correct it, or leave it out for the default.',
};

export const UNKNOWN_OPTION = 'EXPERIMENTS_UNKNOWN_OPTION';

export const START = ['name', 'runId', 'parameters', 'tags'] as const satisfies readonly (keyof RunStart)[];

/** Checks a start of a run. @throws EXPERIMENTS_VALUE_KIND, EXPERIMENTS_VALUE_RANGE, EXPERIMENTS_UNKNOWN_OPTION */
export function requireStart(start: RunStart): void {
  requireObject('start', start);
  requireKnownKeys(UNKNOWN_OPTION, 'start', start, START);
  if (start.name !== undefined) requireText(VALUE, 'name', start.name);
  if (start.runId !== undefined) requireText(VALUE, 'runId', start.runId);
}

/** @throws EXPERIMENTS_VALUE_KIND, EXPERIMENTS_VALUE_RANGE, EXPERIMENTS_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND */
export function requireQuery(query: RunQuery): void {
  requireObject('query', query);
  requireKnownKeys(UNKNOWN_OPTION, 'query', query, ['parameters', 'runId', 'limit']);
  if (query.runId !== undefined) requireText(VALUE, 'runId', query.runId);
  for (const [name, value] of Object.entries(query.parameters ?? {})) {
    if (typeof value !== 'string')
      throw wrongKind(VALUE.kind, `parameters.${name}`, 'a string', value, 'Convert it with String().');
  }
  const { limit = 1 } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > 50_000)
    throw wrongValue(VALUE.range, 'limit', 'a whole number from 1 to 50,000', limit, VALUE.remedy);
}

/** The statistics that were given, null as NaN. @throws EXPERIMENTS_VALUE_KIND, TELEMETRY_ARGUMENT_KIND */
export function requireStatistics(logged: Statistics): [name: string, value: number][] {
  const statistics = readOnce('statistics', logged);
  if (!isRecord(statistics)) {
    const remedy = 'Pass numbers by name: { loss: 0.2 }.';
    throw wrongKind(VALUE.kind, 'statistics', 'an object', statistics, remedy);
  }
  const given: [string, number][] = [];
  for (const [name, value] of Object.entries(statistics)) {
    if (value === undefined) continue;
    if (typeof value !== 'number' && value !== null) {
      const remedy = 'Pass a number; a tensor has to be read first.';
      throw wrongKind(VALUE.kind, name, 'a number', value, remedy);
    }
    given.push([name, value ?? Number.NaN]);
  }
  return given;
}

const POSITION: readonly (keyof LogPosition)[] = ['step', 'epoch'];

/** What makes no sense as a step or an epoch is none. @throws EXPERIMENTS_VALUE_KIND, EXPERIMENTS_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND */
export function requirePosition(given: LogPosition): { step: number | undefined } {
  const position = readOnce('position', given, POSITION);
  requireObject('position', position);
  requireKnownKeys(UNKNOWN_OPTION, 'position', position, POSITION);
  const [step, epoch] = [position.step, position.epoch].map((value, i) => {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number')
      throw wrongKind(VALUE.kind, ['step', 'epoch'][i] as string, 'a number', value, VALUE.remedy);
    return value >= 0 && value <= Number.MAX_SAFE_INTEGER ? Math.floor(value) : undefined;
  });
  return { step: step ?? epoch };
}

/** The snapshot, also one that went through JSON. @throws EXPERIMENTS_VALUE_KIND, HISTOGRAM_SNAPSHOT */
export function requireHistogram(name: string, snapshot: BucketSnapshot): BucketSnapshot {
  requireText(VALUE, 'name', name);
  if (!isRecord(snapshot)) {
    const remedy = 'Pass what histogram.snapshot() returned.';
    throw wrongKind(VALUE.kind, 'snapshot', 'a snapshot of a histogram', snapshot, remedy);
  }
  const restored: BucketSnapshot = restoreSnapshot(snapshot);
  // Throws for what is none, or has no buckets, before anything waits to be written.
  seriesOf(restored);
  return restored;
}

/** As they will be where they are read: plain, and nobody else's. @throws EXPERIMENTS_VALUE_KIND */
export function requireParameters(given: RunParameters): Record<string, unknown> {
  const parameters = readOnce('parameters', given);
  if (!isRecord(parameters))
    throw wrongKind(VALUE.kind, 'parameters', 'an object', parameters, 'Pass values by name.');
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parameters)) {
    try {
      const json = JSON.stringify(value);
      if (json !== undefined) plain[name] = typeof value === 'number' ? value : JSON.parse(json);
    } catch {
      const remedy = 'Pass what JSON can hold; convert the rest with String().';
      throw wrongKind(VALUE.kind, `parameters.${name}`, 'a value that JSON can hold', value, remedy);
    }
  }
  return plain;
}

/** @throws EXPERIMENTS_VALUE_KIND */
export function requireTags(given: RunTags): RunTags {
  const tags = readOnce('tags', given);
  if (!isRecord(tags)) throw wrongKind(VALUE.kind, 'tags', 'an object', tags, 'Pass texts by name.');
  for (const [name, value] of Object.entries(tags)) {
    if (typeof value !== 'string')
      throw wrongKind(VALUE.kind, `tags.${name}`, 'a string', value, 'Convert it with String().');
  }
  return tags;
}

/** A parameter as text: text as it is, everything else as JSON has it. */
export function textOf(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number'
      ? String(value)
      : JSON.stringify(value);
}
