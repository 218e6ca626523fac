/** What is gone, a model that was unloaded, a worker that was stopped, is told of no more. */
import { wrongValue } from '../../errors.ts';
import { type Instrument, type Labels, OTHER, type Registry } from '../../metrics/inner.ts';
import {
  closestName,
  ownValue,
  readOnce,
  requireFields,
  requireLabel,
  requireObject,
} from '../../validate.ts';
import { contextOf, refreshComponents, type TelemetryHandle } from '../context/context.ts';
import { OPERATION_TYPES, type OperationCategory } from '../context/operation-types.ts';

/** All that are given must hold; one at least. */
export interface ForgetFilter {
  readonly modelId?: string;
  readonly datasetId?: string;
  readonly workerId?: string;
  /** Of drift detectors and of continual learning. */
  readonly taskId?: string;
  /** A run of training, with its curves: no series has it. */
  readonly runId?: string;
  /** `ipfs`, `s3` ... */
  readonly backend?: string;
  /** `gpu`, `cuda:0` ... */
  readonly device?: string;
  /** Labels of one's own and any other, by name: `{ tenant: 'acme' }`. The empty string is a label that is not there. */
  readonly labels?: Readonly<Record<string, string>>;
}

type Id = Exclude<keyof ForgetFilter, 'labels' | 'runId'>;

const LABELS: Readonly<Record<Id, string>> = {
  modelId: 'model_id',
  datasetId: 'dataset_id',
  workerId: 'worker_id',
  taskId: 'task_id',
  backend: 'backend',
  device: 'device',
};

/** What is the `subject` of phases, in operations of these categories; undefined is storage, whose types are an open set. */
const SUBJECTS: Readonly<Partial<Record<string, readonly (OperationCategory | undefined)[]>>> = {
  model_id: ['model', 'inference', 'training'],
  dataset_id: ['dataset'],
  backend: [undefined],
};

const NAMES = [...Object.keys(LABELS), 'runId', 'labels'];

/**
 * Removes every series with these labels, and what is kept of them elsewhere: runs of training with their curves, what
 * waits and runs, the batch sizes of a model. What the current interval holds, and what has a place in the history or in a
 * store, stays there. Whatever is recorded of it later begins anew, through handles that were kept, too; so a model of
 * which an inference is running is back at once.
 *
 * @returns how many series that were, gauges without a value among them, and curves.
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_QUERY for a filter that holds for everything,
 * TELEMETRY_LABEL_NAME for a label that nothing has, TELEMETRY_LABEL_KIND
 * @example
 * model.dispose();
 * forget(telemetry, { modelId: 'glyphs' });
 */
export function forget(telemetry: TelemetryHandle, filter: ForgetFilter): number {
  const instance = contextOf(telemetry);
  const { registry, runs, components } = instance;
  const given = readOnce('filter', filter, NAMES);
  const { modelId, runId } = given ?? {};
  const wanted = labelsOf(registry, given);
  // What is counted and not told yet is of those that go.
  refreshComponents(instance);
  let count = 0;
  if (runId === undefined) {
    count += registry.removeWhere((labels, instrument) =>
      wanted.every(([name, value]) => isAbout(instrument, labels, name, value)),
    );
  }
  const model = wanted.find(([name]) => name === LABELS.modelId)?.[1];
  if (wanted.length === (modelId === undefined ? 0 : 1)) {
    count += runs.forget(
      (run) => run.modelId === (model ?? run.modelId) && run.runId === (runId ?? run.runId),
    );
  }
  for (const component of components.values()) component.forget?.(model);
  return count;
}

/** As series have them. */
function labelsOf(registry: Registry, filter: ForgetFilter): [name: string, value: string][] {
  requireFields('TELEMETRY_ARGUMENT_KIND', 'TELEMETRY_UNKNOWN_OPTION', filter, NAMES);
  const { labels = {}, runId, ...ids } = filter;
  requireObject('labels', labels);
  if (runId !== undefined) requireLabel('runId', runId);
  const given = Object.entries(ids).map(([id, value]) => [id, LABELS[id as Id], value] as const);
  const others = Object.entries(labels).map(([name, value]) => [`labels.${name}`, name, value] as const);
  const wanted = [...given, ...others].filter(([, , value]) => value !== undefined);
  if (wanted.length === 0 && runId === undefined) {
    const remedy = 'Say what is gone, or dispose of the telemetry.';
    throw wrongValue('TELEMETRY_QUERY', 'filter', `one of ${NAMES.join(', ')}`, 'none', remedy);
  }
  requireKnown(registry, Object.keys(labels));
  return wanted.map(([label, name, value]): [string, string] => {
    const sanitized = registry.limits.sanitizeValue(name, requireLabel(label, value));
    // Of those that are not in the list of their label, which share a series, none can be told apart.
    return [name, sanitized === OTHER ? value : sanitized];
  });
}

/** @throws TELEMETRY_LABEL_NAME */
function requireKnown(registry: Registry, names: readonly string[]): void {
  if (names.length === 0) return;
  const known = new Set([...registry.read()].flatMap(({ instrument }) => instrument.labels));
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return;
  const remedy = `Did you mean ${closestName(unknown, [...known])}?`;
  throw wrongValue('TELEMETRY_LABEL_NAME', 'labels', 'labels that a metric has', unknown, remedy);
}

function isAbout(instrument: Instrument, labels: Labels, name: string, value: string): boolean {
  if (instrument.labels.includes(name) && String(ownValue(labels, name) ?? '') === value) return true;
  const subject = ownValue(labels, 'subject');
  return subject === value && SUBJECTS[name]?.includes(categoryIn(labels)) === true;
}

function categoryIn({ operation_type: type }: Labels): OperationCategory | undefined {
  const categories = Object.keys(OPERATION_TYPES) as OperationCategory[];
  return categories.find((category) => (OPERATION_TYPES[category] as readonly unknown[]).includes(type));
}
