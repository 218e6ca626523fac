/** The lines of one metric: what the two text formats have in common. */

import { type CountsAtOrUnder, countsAtOrUnder } from '../../histogram/inner.ts';
import type { ExposedFamily, ExposedPoint } from '../families/families.ts';
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

const encoder = new TextEncoder();
const OVERFLOW_PAIR = `${OVERFLOW_LABEL.name}="${OVERFLOW_LABEL.value}"`;

export class TextFamily {
  readonly out: Utf8Writer;
  readonly metric: ExposedFamily;
  private readonly dialect: TextDialect;
  private readonly buckets: CountsAtOrUnder;
  private readonly bounds: readonly number[];
  // Names are put together once: V8 flattens a string that is a sum whenever one looks into it.
  private readonly valueName: Uint8Array;
  private readonly bucketName: Uint8Array;
  private readonly sumName: Uint8Array;
  private readonly countName: Uint8Array;
  private readonly labelNames: readonly string[];
  /** `,model_id="`, one for each label. */
  private readonly labelStarts: readonly Uint8Array[];
  /** Without the comma. */
  private readonly firstLabelStarts: readonly Uint8Array[];
  /** `le="0.005"} `, one for each bucket. */
  private readonly bucketEnds: readonly Uint8Array[];

  constructor(out: Utf8Writer, metric: ExposedFamily, dialect: TextDialect) {
    const { instrument, name: fullName } = metric;
    this.out = out;
    this.metric = metric;
    this.dialect = dialect;
    this.buckets = countsAtOrUnder(instrument.bucketBounds ?? []);
    this.bounds = [...(instrument.bucketBounds ?? []), Number.POSITIVE_INFINITY];
    const isCounter = instrument.kind === 'counter';
    this.valueName = encoder.encode(isCounter ? dialect.counterName(fullName) : fullName);
    this.bucketName = encoder.encode(`${fullName}_bucket{`);
    this.sumName = encoder.encode(`\n${fullName}_sum`);
    this.countName = encoder.encode(`\n${fullName}_count`);
    this.labelNames = instrument.labels;
    this.labelStarts = instrument.labels.map((name) => encoder.encode(`,${name}="`));
    this.firstLabelStarts = this.labelStarts.map((start) => start.subarray(1));
    this.bucketEnds = this.bounds.map((bound) => encoder.encode(`le="${dialect.bound(bound)}"} `));
  }

  write(series: ExposedPoint): void {
    if ('histogram' in series) this.histogram(series);
    else this.value(series);
    this.dialect.afterSeries?.(this, series);
  }

  /** A line of its own: `name{labels} value`. */
  line(name: string, series: ExposedPoint, value: number): void {
    const { out } = this;
    out.ascii(name);
    this.braced(series);
    out.number(value);
    out.ascii('\n');
  }

  private value(series: Extract<ExposedPoint, { value: number }>): void {
    const { dialect, metric, out } = this;
    out.encoded(this.valueName);
    this.braced(series);
    out.number(series.value);
    if (metric.instrument.kind === 'counter') dialect.exemplars?.counter(out, series);
    out.ascii('\n');
  }

  private histogram(series: Extract<ExposedPoint, { histogram: object }>): void {
    const { bounds, bucketEnds, dialect, out } = this;
    const { exemplars } = dialect;
    const { count, sum } = series.histogram;
    const cumulative = this.buckets(series.histogram);
    const start = out.length;
    out.encoded(this.bucketName);
    const labels = out.length;
    this.labels(series);
    const labelsEnd = out.length;
    if (labelsEnd > labels) out.ascii(',');
    const end = out.length;
    out.encoded(bucketEnds[0] as Uint8Array);
    out.number(cumulative[0] ?? count);
    exemplars?.bucket(out, series, Number.NEGATIVE_INFINITY, bounds[0] as number);
    for (let i = 1; i < bucketEnds.length; i++) {
      out.alike(start, end, bucketEnds[i] as Uint8Array, cumulative[i] ?? count);
      exemplars?.bucket(out, series, bounds[i - 1] as number, bounds[i] as number);
    }
    if (dialect.hasSum(this.metric, series)) {
      const braced = (name: Uint8Array, value: number) => {
        out.encoded(name);
        if (labelsEnd > labels) {
          out.again(labels - 1, labelsEnd);
          out.ascii('}');
        }
        out.ascii(' ');
        out.number(value);
      };
      braced(this.sumName, sum);
      braced(this.countName, count);
    }
    out.ascii('\n');
  }

  /** `{model_id="a",batch_size="8"} `, without the braces where there are no labels. */
  private braced(series: ExposedPoint): void {
    const { out } = this;
    const brace = out.length;
    out.ascii('{');
    this.labels(series);
    if (out.length === brace + 1) out.length = brace;
    else out.ascii('}');
    out.ascii(' ');
  }

  private labels({ labels, overflow }: ExposedPoint): void {
    const { labelStarts, out } = this;
    let starts = this.firstLabelStarts;
    if (overflow) {
      out.ascii(OVERFLOW_PAIR);
      starts = labelStarts;
    }
    const names = this.labelNames;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      // Each series of an instrument has labels of its own; a foreign name may be one that every object has.
      if (!Object.hasOwn(labels, name)) continue;
      const value = labels[name] as string;
      out.encoded(starts[i] as Uint8Array);
      out.quoted(value);
      out.ascii('"');
      starts = labelStarts;
    }
  }
}
