/** What each category of work has to say in a report, in the order of the report. */
import { resultOf, type Slices } from '../metrics/inner.ts';
import type { Category, Summaries } from '../telemetry/index.ts';
import type { Section } from './document/document.ts';
import type { ReportContext, ReportPart } from './sections/context.ts';
import { CONTINUAL_PART } from './sections/continual.ts';
import { DATASET_PART } from './sections/dataset.ts';
import { DISTRIBUTED_PART } from './sections/distributed.ts';
import { DRIFT_PART } from './sections/drift.ts';
import { HTTP_PART } from './sections/http.ts';
import { INFERENCE_PART } from './sections/inference.ts';
import { MODEL_PART } from './sections/model.ts';
import { STORAGE_PART } from './sections/storage.ts';
import { STREAM_PART } from './sections/stream.ts';
import { TRAINING_PART } from './sections/training.ts';

const PARTS = {
  model: MODEL_PART,
  inference: INFERENCE_PART,
  stream: STREAM_PART,
  training: TRAINING_PART,
  dataset: DATASET_PART,
  distributed: DISTRIBUTED_PART,
  storage: STORAGE_PART,
  http: HTTP_PART,
  drift: DRIFT_PART,
  continual: CONTINUAL_PART,
} as const satisfies { readonly [C in Category]: ReportPart<string, Summaries[C]> };

/** By the names of the parts: `models`, `inference`, `streams` ... */
export type CategoryResults = {
  readonly [C in Category as (typeof PARTS)[C]['name']]: Summaries[C];
};

export function resultsOf({ summaries }: ReportContext): CategoryResults {
  return Object.fromEntries(parts().map(({ category, part }) => [part.name, summaries[category]])) as never;
}

export function* categorySections(context: ReportContext): Slices<Section[]> {
  const all: Section[] = [];
  for (const { category, part } of parts()) {
    const sections = yield* resultOf(part.sections(context.summaries[category], context));
    all.push(...sections.map((section) => ({ ...section, category })));
    yield;
  }
  return all;
}

/** What each category has to say as JSON, by the names of the parts. */
export type CategoryJson = {
  readonly [C in Category as (typeof PARTS)[C]['name']]: Made<ReturnType<(typeof PARTS)[C]['json']>>;
};

type Made<R> = R extends Slices<infer Json> ? Json : R;

export function* categoryJson(results: CategoryResults, context: ReportContext): Slices<CategoryJson> {
  const named = results as Readonly<Record<string, unknown>>;
  const all: [string, unknown][] = [];
  for (const { part } of parts()) {
    all.push([part.name, yield* resultOf(part.json(named[part.name], context))]);
    yield;
  }
  return Object.fromEntries(all) as unknown as CategoryJson;
}

/** The compiler has seen that each part takes the summary of its category. */
function parts() {
  return Object.entries(PARTS).map(([category, part]) => ({
    category: category as Category,
    part: part as ReportPart<string, unknown>,
  }));
}
