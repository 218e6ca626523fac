/** The lines of one metric: what the two text formats have in common. */

import { type CountsAtOrUnder, countsAtOrUnder } from '../../histogram/inner.ts';
import type { HistogramPoint } from '../../metrics/inner.ts';
import type { ExposedFamily, ExposedPoint } from '../families/model.ts';
import { OVERFLOW_LABEL } from './literals.ts';
import type { Utf8Writer } from './utf8-writer.ts';

/** What a text format says in its own way. */
export interface TextDialect {
  readonly contentType: string;
  /** `# TYPE`, `# HELP` ..., each with the end of its line. */
  header(metric: ExposedFamily): string;
  /** A bound as the value of `le`. */
  bound(value: number): string;
  /** Of the samples of a counter, without labels. */
  counterName(fullName: string): string;
  /** What a histogram is, where that is one value; undefined where its buckets are samples of their own. */
  histogramValue?(metric: ExposedFamily): HistogramValue;
  /** Whether a histogram has a `_sum` and a `_count`. */
  hasSum(metric: ExposedFamily, series: ExposedPoint): boolean;
  /** What comes behind the value of a counter, or the values of buckets; undefined if nothing ever does. */
  readonly exemplars?: ExemplarLines;
  /** What comes after the samples of a series. */
  afterSeries?(lines: TextFamily, series: ExposedPoint): void;
  /** The last line of all. */
  readonly end: string;
}

export interface ExemplarLines {
  /** Behind the value of a counter. */
  counter(out: Utf8Writer, series: ExposedPoint): void;
  /** Behind the value of the bucket from above `lower` to `upper`. */
  bucket(out: Utf8Writer, series: ExposedPoint, lower: number, upper: number): void;
}

/** Writes the value, and what stands behind it on its line. */
export type HistogramValue = (out: Utf8Writer, point: ExposedPoint & HistogramPoint) => void;

const encoder = new TextEncoder();
const OVERFLOW_PAIR = encoder.encode(`${OVERFLOW_LABEL.name}="${OVERFLOW_LABEL.value}"`);
const CLOSED = encoder.encode('} ');
const [SPACE, COMMA, NEWLINE] = [0x20, 0x2c, 0x0a];

export class TextFamily {
  readonly out: Utf8Writer;
  readonly metric: ExposedFamily;
  private readonly dialect: TextDialect;
  private readonly isCounter: boolean;
  private readonly histogramValue: HistogramValue | undefined;
  private readonly buckets: CountsAtOrUnder;
  private readonly bounds: readonly number[];
  // Put together and encoded once, each with the brace that opens its labels.
  private readonly valueStart: Uint8Array;
  private readonly bucketStart: Uint8Array;
  private readonly sumStart: Uint8Array;
  private readonly countStart: Uint8Array;
  private readonly labels: readonly LabelStart[];
  /** `le="0.005"} `, one for each bucket. */
  private readonly bucketEnds: readonly Uint8Array[];

  constructor(out: Utf8Writer, metric: ExposedFamily, dialect: TextDialect) {
    const { instrument, name: fullName } = metric;
    this.out = out;
    this.metric = metric;
    this.dialect = dialect;
    this.isCounter = instrument.kind === 'counter';
    this.histogramValue = dialect.histogramValue?.(metric);
    this.buckets = countsAtOrUnder(instrument.bucketBounds ?? []);
    this.bounds = [...(instrument.bucketBounds ?? []), Number.POSITIVE_INFINITY];
    this.valueStart = encoder.encode(`${this.isCounter ? dialect.counterName(fullName) : fullName}{`);
    this.bucketStart = encoder.encode(`${fullName}_bucket{`);
    this.sumStart = encoder.encode(`\n${fullName}_sum{`);
    this.countStart = encoder.encode(`\n${fullName}_count{`);
    this.labels = instrument.labels.map(labelStart);
    this.bucketEnds = this.bounds.map((bound) => encoder.encode(`le="${dialect.bound(bound)}"} `));
  }

  write(series: ExposedPoint): void {
    if (!('histogram' in series)) this.writeValue(series);
    else if (this.histogramValue === undefined) this.writeHistogram(series);
    else this.writeOneValue(series, this.histogramValue);
    this.dialect.afterSeries?.(this, series);
  }

  /** A line of its own: `name{labels} value`. */
  line(name: string, series: ExposedPoint, value: number): void {
    this.out.ascii(`${name}{`);
    this.labelsAndValue(series, value);
    this.out.byte(NEWLINE);
  }

  private writeValue(series: Extract<ExposedPoint, { value: number }>): void {
    const { dialect, out } = this;
    out.encoded(this.valueStart);
    this.labelsAndValue(series, series.value);
    if (this.isCounter) dialect.exemplars?.counter(out, series);
    out.byte(NEWLINE);
  }

  private writeOneValue(series: ExposedPoint & HistogramPoint, value: HistogramValue): void {
    const { out } = this;
    out.encoded(this.valueStart);
    this.labelsOf(series);
    value(out, series);
    out.byte(NEWLINE);
  }

  private writeHistogram(series: Extract<ExposedPoint, { histogram: object }>): void {
    const { bounds, bucketEnds, dialect, out } = this;
    const { exemplars } = dialect;
    const { count, sum } = series.histogram;
    const cumulative = this.buckets(series.histogram);
    const start = out.length;
    out.encoded(this.bucketStart);
    const labels = out.length;
    this.writeLabels(series);
    const labelsEnd = out.length;
    if (labelsEnd > labels) out.byte(COMMA);
    const end = out.length;
    out.encoded(bucketEnds[0] as Uint8Array);
    out.number(cumulative[0] ?? count);
    exemplars?.bucket(out, series, Number.NEGATIVE_INFINITY, bounds[0] as number);
    for (let i = 1; i < bucketEnds.length; i++) {
      out.alike(start, end, bucketEnds[i] as Uint8Array, cumulative[i] ?? count);
      exemplars?.bucket(out, series, bounds[i - 1] as number, bounds[i] as number);
    }
    if (dialect.hasSum(this.metric, series)) {
      this.sampleAgain(this.sumStart, labels, labelsEnd, sum);
      this.sampleAgain(this.countStart, labels, labelsEnd, count);
    }
    out.byte(NEWLINE);
  }

  /** Behind `name{`: `model_id="a",batch_size="8"} 3`; without braces where there are no labels. */
  private labelsAndValue(series: ExposedPoint, value: number): void {
    this.labelsOf(series);
    this.out.number(value);
  }

  private labelsOf(series: ExposedPoint): void {
    const labels = this.out.length;
    this.writeLabels(series);
    this.close(labels);
  }

  /** A line with the labels that were written before, from `labels` to `labelsEnd`. */
  private sampleAgain(start: Uint8Array, labels: number, labelsEnd: number, value: number): void {
    const { out } = this;
    out.encoded(start);
    const at = out.length;
    out.again(labels, labelsEnd);
    this.close(at);
    out.number(value);
  }

  /** Closes the brace before `labels`, or takes it back. */
  private close(labels: number): void {
    const { out } = this;
    if (out.length > labels) {
      out.encoded(CLOSED);
      return;
    }
    out.length = labels - 1;
    out.byte(SPACE);
  }

  private writeLabels({ labels, overflow }: ExposedPoint): void {
    const { out } = this;
    let isFirst = !overflow;
    if (overflow) out.encoded(OVERFLOW_PAIR);
    for (const { name, isOfAll, first, further } of this.labels) {
      // Each series of an instrument has labels of its own.
      if (isOfAll && !Object.hasOwn(labels, name)) continue;
      const value = labels[name];
      if (value === undefined) continue;
      out.encoded(isFirst ? first : further);
      out.quoted(value);
      isFirst = false;
    }
  }
}

/** How a label is begun. */
interface LabelStart {
  readonly name: string;
  /** Whether every object has something of this name, as of `constructor`. */
  readonly isOfAll: boolean;
  /** `model_id="` */
  readonly first: Uint8Array;
  /** `,model_id="` */
  readonly further: Uint8Array;
}

function labelStart(name: string): LabelStart {
  const further = encoder.encode(`,${name}="`);
  return { name, isOfAll: name in Object.prototype, first: further.subarray(1), further };
}
