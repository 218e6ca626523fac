// Reads a page of OpenMetrics 2.0: plain values and histograms, with where they began and their exemplars. Not strict:
// test/interop holds pages to the parser of Prometheus.
import { fromNativeHistogram } from 'inferometer/histogram';
import { labelsOf, numberOf } from './parse-openmetrics.ts';

export interface Exemplar2 {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly timestamp: number;
}

export interface OpenMetrics2Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined for a histogram. */
  readonly value: number | undefined;
  readonly histogram: Composite | undefined;
  readonly startSeconds: number | undefined;
  readonly exemplars: readonly Exemplar2[];
}

export interface Composite {
  readonly count: number;
  readonly sum: number;
  /** Undefined where there are no native buckets. */
  readonly native: ReturnType<typeof fromNativeHistogram> | undefined;
  /** Upper bounds with the counts up to each; undefined where there are no classic buckets. */
  readonly classic: readonly (readonly [le: number, count: number])[] | undefined;
}

/** @throws {Error} naming the line that is no sample */
export function parseOpenMetrics2(page: string): OpenMetrics2Sample[] {
  const lines = page.split('\n');
  if (lines.slice(-2).join() !== '# EOF,') throw new Error('the page does not end in # EOF');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map(sampleOf);
}

const LINE =
  /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>(?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*)\})? (?<value>\{[^ }]*\}|[^ {]+)(?: st@(?<start>\S+))?(?<exemplars>(?: # \{.*?\} \S+ \S+)*)$/su;
const EXEMPLAR = / # \{((?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*)\} (\S+) (\S+)/gsu;

function sampleOf(line: string): OpenMetrics2Sample {
  const { name, labels = '', value, start, exemplars = '' } = LINE.exec(line)?.groups ?? {};
  if (name === undefined || value === undefined) throw new Error(`no sample: ${line}`);
  const isComposite = value.startsWith('{');
  return {
    name,
    labels: labelsOf(labels),
    value: isComposite ? undefined : numberOf(value),
    histogram: isComposite ? compositeOf(value) : undefined,
    startSeconds: start === undefined ? undefined : Number(start),
    exemplars: [...exemplars.matchAll(EXEMPLAR)].map(([, own, one, timestamp]) => ({
      labels: labelsOf(own as string),
      value: numberOf(one as string),
      timestamp: Number(timestamp),
    })),
  };
}

const FIELD = /([a-z_]+):(\[[^\]]*\]|[^,}]+)/g;

function compositeOf(text: string): Composite {
  const fields = new Map([...text.matchAll(FIELD)].map(([, name, value]) => [name, value as string]));
  const number = (name: string) => numberOf(fields.get(name) ?? 'NaN');
  const list = (name: string) => (fields.get(name) ?? '[]').slice(1, -1).split(',').filter(Boolean);
  const spans = (name: string) =>
    list(name).map((span) => {
      const [offset, length] = span.split(':').map(Number);
      return { offset: offset as number, length: length as number };
    });
  const deltas = (name: string) => list(name).map((count, i, all) => Number(count) - Number(all[i - 1] ?? 0));
  return {
    count: number('count'),
    sum: number('sum'),
    native: fields.has('schema')
      ? fromNativeHistogram({
          sampleCount: number('count'),
          sampleSum: number('sum'),
          schema: number('schema'),
          zeroThreshold: number('zero_threshold'),
          zeroCount: number('zero_count'),
          negativeSpan: spans('negative_spans'),
          negativeDelta: deltas('negative_buckets'),
          positiveSpan: spans('positive_spans'),
          positiveDelta: deltas('positive_buckets'),
        })
      : undefined,
    classic: fields.has('bucket')
      ? list('bucket').map((one) => {
          const [le = '', count = ''] = one.split(':');
          return [numberOf(le), Number(count)] as const;
        })
      : undefined,
  };
}
