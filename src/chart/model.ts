/**
 * What a picture shows, before it has a look: plain data, the same for the page, a report and an image. A painter decides
 * about pixels, fonts and the digits of a number, and about nothing else.
 */

/** `number` is a plain figure without a unit: a loss, a learning rate. */
export type Unit =
  | 'seconds'
  | 'bytes'
  | 'ratio'
  | 'per_second'
  | 'per_minute'
  | 'bytes_per_second'
  | 'count'
  | 'number';

/** Of everything over time in milliseconds since 1970. */
export interface TimeAxis {
  readonly scale: 'time';
  readonly startUnixMs: number;
  readonly endUnixMs: number;
}

export interface NumberAxis {
  /** Amounts begin at 0 on a linear axis; latencies are on a logarithmic one, which its title says. */
  readonly scale: 'linear' | 'log';
  /** What the numbers are: `latency`, `epoch`. */
  readonly label: string;
  readonly unit: Unit;
}

/** A gap is NaN: nothing is known there, which is not 0. Through JSON it is null. */
export type Value = number;

/** Over the positions of the x axis, one value each. */
export interface Line {
  /** What it is: `p99`, `glyph-dense`, `completed`. */
  readonly label: string;
  readonly values: readonly Value[];
  /** Of the palette, by what is shown and not by order: the same series has the same colour in every picture. */
  readonly color: number;
  /** Drawn thinner, behind the others: the unsmoothed values, the range before. */
  readonly isFaint?: boolean;
  readonly isDashed?: boolean;
  /** Drawn through positions without a value, which are no gaps but those of other lines: epochs of another run. */
  readonly spansGaps?: boolean;
}

/** What lies between two courses: the 50th and the 95th percentile, say. */
export interface Area {
  readonly label: string;
  readonly low: readonly Value[];
  readonly high: readonly Value[];
  readonly color: number;
}

/** A value that all of a picture is compared with: a mean, an objective. */
export interface Mark {
  readonly label: string;
  readonly value: number;
}

interface About {
  readonly schemaVersion: 1;
  /** Of the catalogue: `latency-heatmap`. */
  readonly id: string;
  /** What a reader who was not there understands: `Latency of glyph-dense, p99 14.8 ms, 610 inferences`. */
  readonly title: string;
  /** The same for those who do not see it, with the figures that matter: two or three sentences. */
  readonly description: string;
  /** What is missing of it, and why; the bound of the error of its numbers. */
  readonly notes: readonly string[];
  /**
   * By how much of the exact value a percentile in it may be off, either way: 0.011 is 1.1 %. 0 where all of its numbers
   * are exact.
   */
  readonly errorRatio: number;
  /** Nothing was recorded of it: a painter says so, in a frame of the same size. */
  readonly isEmpty: boolean;
}

export interface LineChart extends About {
  readonly kind: 'lines';
  readonly x: TimeAxis | NumberAxis;
  readonly y: NumberAxis;
  /** Ascending; of a time axis the beginning of each step, in milliseconds since 1970. */
  readonly positions: readonly number[];
  /** Of a time axis, how long each step is: its value is of the whole step. */
  readonly stepSeconds?: number;
  /** How many values stand behind each position, where they are figures of many. */
  readonly counts?: readonly Value[];
  readonly lines: readonly Line[];
  readonly areas: readonly Area[];
  readonly marks: readonly Mark[];
}

/** How many values fell between two bounds in each step of time. */
export interface HeatmapChart extends About {
  readonly kind: 'heatmap';
  readonly x: TimeAxis;
  readonly y: NumberAxis;
  /** The beginnings of the steps, ascending, in milliseconds since 1970. */
  readonly positions: readonly number[];
  readonly stepSeconds: number;
  /** Ascending, one more than rows. */
  readonly bounds: readonly number[];
  /** Step by step, in each from the lowest row up: `counts[step * rows + row]`. */
  readonly counts: readonly number[];
  /** Drawn over it: percentiles. */
  readonly lines: readonly Line[];
}

/** A group of bars for each name: workers, sizes of batches. */
export interface BarChart extends About {
  readonly kind: 'bars';
  readonly names: readonly string[];
  readonly y: NumberAxis;
  /** Each has a value for every name. */
  readonly bars: readonly Omit<Line, 'isFaint' | 'isDashed'>[];
  readonly marks: readonly Mark[];
  /** Of the names that deserve a look: stragglers. */
  readonly emphasized: readonly number[];
}

/** How often values were how large. */
export interface DistributionChart extends About {
  readonly kind: 'distribution';
  readonly x: NumberAxis;
  readonly outlines: readonly {
    readonly label: string;
    readonly color: number;
    /** Of the range before. */
    readonly isDashed?: boolean;
    /** Ascending, one more than shares. */
    readonly bounds: readonly number[];
    /** Of all values, those between two bounds. */
    readonly shares: readonly number[];
  }[];
  /** On the x axis. */
  readonly marks: readonly Mark[];
}

export type State = 'good' | 'warning' | 'bad' | 'unknown';

/** What was in which state when: backends. */
export interface LanesChart extends About {
  readonly kind: 'lanes';
  readonly x: TimeAxis;
  readonly lanes: readonly {
    readonly label: string;
    /** In time, without gaps or overlaps between the first and the last. */
    readonly spans: readonly {
      readonly startUnixMs: number;
      readonly endUnixMs: number;
      readonly state: State;
      /** The word for it: `degraded`. */
      readonly word: string;
    }[];
  }[];
}

export type Chart = LineChart | HeatmapChart | BarChart | DistributionChart | LanesChart;
