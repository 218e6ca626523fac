/** The pictures of a report: which section has which, of a snapshot at once or of a history over time. */
import { type Chart, type ChartEntry, chartOfSnapshot, listCharts, namingIn } from '../chart/inner.ts';
import type { Slices } from '../metrics/inner.ts';
import type { Picture, ReportDocument, Section } from './document/document.ts';
import type { ReportContext } from './sections/context.ts';

/** A picture that something is to be seen in, and where it belongs. */
export interface SectionPicture extends Picture {
  readonly section: string;
}

/** Those of a category are in its first section, but for these; and those that are of no category. */
const SECTIONS: Readonly<Record<string, string>> = {
  'worker-balance': 'workers',
  'worker-utilization': 'workers',
  'objective-budget': 'objectives',
};

/** What another picture of the same section shows, too. */
const SHOWN_ELSEWHERE: readonly string[] = ['latency-percentiles', 'success-rate'];

/** What there may be a picture of: sections that are there say what was recorded. */
export function charted(
  document: ReportDocument,
): { readonly entry: ChartEntry; readonly section: string }[] {
  const entries = listCharts().filter(({ id }) => !SHOWN_ELSEWHERE.includes(id));
  return entries.flatMap((entry) => {
    const section = sectionOf(entry, document.sections);
    return section === undefined ? [] : [{ entry, section: section.id }];
  });
}

function sectionOf({ id, category }: ChartEntry, sections: readonly Section[]): Section | undefined {
  const named = SECTIONS[id];
  return sections.find((section) =>
    named === undefined ? section.category === category : section.id === named,
  );
}

/** Pictures come before the tables that have their figures. */
export function illustrated(document: ReportDocument, pictures: readonly SectionPicture[]): ReportDocument {
  const sections = document.sections.map((section): Section => {
    const own = pictures.filter((picture) => picture.section === section.id);
    return own.length === 0 ? section : { ...section, blocks: [...own.map(pictureOf), ...section.blocks] };
  });
  return { ...document, sections };
}

function pictureOf({ chart, file }: SectionPicture): Picture {
  return { kind: 'picture', chart, ...(file !== undefined && { file }) };
}

/** With the pictures that need no history. */
export function* illustrating(document: ReportDocument, context: ReportContext): Slices<ReportDocument> {
  const objectives = context.objectives.map(({ objective }) => objective);
  const names = yield* namingIn(context.snapshot);
  const pictures: SectionPicture[] = [];
  for (const { entry, section } of charted(document)) {
    const chart = chartOfSnapshot(entry.id, context.snapshot, {
      ...{ objectives, thresholds: context.thresholds, names },
    });
    if (isShown(chart)) pictures.push({ kind: 'picture', section, chart });
    yield;
  }
  return illustrated(document, pictures);
}

export function isShown(chart: Chart | undefined): chart is Chart {
  return chart !== undefined && !chart.isEmpty;
}
