/** How long each kind of work took in each step of a time: what is looked at for changes. */
import { type ExponentialSnapshot, mergeSnapshots } from '../../histogram/index.ts';
import { type Instrument, type Labels, ownLabelsOf, type Slices } from '../../metrics/inner.ts';
import type { Finding, RecordedStep } from '../context/finding.ts';
import { durationType, textOf } from '../query/operation-type.ts';

/** Durations of one type of operation about one subject; without a subject, of all of the type. */
export interface Course {
  /** `inference`; of streams `first token`. */
  readonly type: string;
  readonly target: Finding['target'];
  readonly subject: Subject;
  /** Only like is compared with like: by batch size, or what else its labels say. */
  readonly strata: ReadonlyMap<string, Stratum>;
}

export type Subject = Pick<Finding, 'modelId' | 'datasetId' | 'backend' | 'route'>;

export interface Stratum {
  /** Where calls are told apart by it. */
  readonly batchSize: string | undefined;
  /** By step; those in which nothing was recorded are not there. */
  readonly steps: ReadonlyMap<number, ExponentialSnapshot>;
}

export const FIRST_TOKEN = 'first token';

/** Streams take as long as their output is: they are followed by their first token. */
export const FIRST_TOKEN_METRIC = 'time_to_first_token_seconds';

/** In the order of their first occurrence. */
export function* coursesOf(steps: readonly RecordedStep[]): Slices<Course[]> {
  const courses = new Map<string, Course & { strata: Map<string, GrowingStratum> }>();
  for (const [at, { metrics }] of steps.entries()) {
    for (const { instrument, series } of metrics) {
      if (instrument.kind !== 'histogram' || instrument.unit !== 'seconds') continue;
      for (const one of series) {
        const type = typeOf(instrument, one.labels);
        if (type === undefined || !('histogram' in one) || one.overflow || one.histogram.count === 0)
          continue;
        const subject = subjectOf(one.labels);
        const key = JSON.stringify([instrument.name, type, subject]);
        const course = courses.get(key) ?? { type, target: targetOf(type), subject, strata: new Map() };
        courses.set(key, course);
        const like = JSON.stringify(ownLabelsOf(instrument).map((label) => one.labels[label]));
        const stratum = course.strata.get(like) ?? {
          batchSize: textOf(one.labels.batch_size),
          steps: new Map(),
        };
        course.strata.set(like, stratum);
        const known = stratum.steps.get(at);
        stratum.steps.set(at, known ? mergeSnapshots([known, one.histogram]) : one.histogram);
      }
    }
    yield;
  }
  return [...courses.values()];
}

type GrowingStratum = Stratum & { readonly steps: Map<number, ExponentialSnapshot> };

function typeOf(instrument: Instrument, labels: Labels): string | undefined {
  return instrument.name === FIRST_TOKEN_METRIC ? FIRST_TOKEN : durationType(instrument, labels);
}

function targetOf(type: string): Finding['target'] {
  return type === FIRST_TOKEN ? 'stream' : 'operations';
}

function subjectOf(labels: Labels): Subject {
  const modelId = textOf(labels.model_id);
  const datasetId = textOf(labels.dataset_id);
  const backend = textOf(labels.backend);
  const route = textOf(labels.http_route);
  return {
    ...(modelId !== undefined && { modelId }),
    ...(datasetId !== undefined && { datasetId }),
    ...(backend !== undefined && { backend }),
    ...(route !== undefined && { route }),
  };
}

/** `inference of glyphs`, `get on ipfs`, `http_request of /generate`, `the first token of chat`. */
export function nameOf({ type, subject: { modelId, datasetId, backend, route } }: Course): string {
  const what = type === FIRST_TOKEN ? 'the first token' : type;
  if (backend !== undefined) return `${what} on ${backend}`;
  const subject = modelId ?? datasetId ?? route;
  return subject === undefined ? what : `${what} of ${subject}`;
}
