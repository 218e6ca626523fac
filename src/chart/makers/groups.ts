/** Figures by name over time: who the busiest are, and the others as one. */
import type { Labels, MetricSnapshot } from '../../metrics/inner.ts';
import { COLORS, colorsOf } from '../look/palette.ts';
import type { Line } from '../model.ts';
import { continued } from '../time/reading.ts';
import { type Steps, valuesFor } from '../time/steps.ts';

/** More lines than these are told apart by nobody. */
export const MAX_LINES = 10;

export const OTHERS = 'others';

/** How a series is called: by the values of its labels. Undefined leaves it out. */
export type NameOf = (labels: Labels, overflow: boolean) => string | undefined;

/** The values, one after another: `add · ipfs`. @param otherwise where all of them are empty */
export function byValues(
  groupBy: readonly string[],
  otherwise = 'all',
): (labels: Labels, overflow: boolean) => string {
  return (labels, overflow) => {
    if (overflow) return '(overflow)';
    const values = groupBy.map((name) => String(labels[name] ?? '')).filter((value) => value !== '');
    return values.length > 0 ? values.join(' · ') : otherwise;
  };
}

/** Values of each name in each step. */
export class Table {
  private readonly byName = new Map<string, number[]>();
  private readonly steps: Steps;
  private readonly empty: number;

  /** @param empty the value of a step that has none: 0 of what is counted, NaN of what is measured */
  constructor(steps: Steps, empty: number) {
    this.steps = steps;
    this.empty = empty;
  }

  get names(): readonly string[] {
    return [...this.byName.keys()];
  }

  get isEmpty(): boolean {
    return this.byName.size === 0;
  }

  /** The values of a name, to be written to. */
  of(name: string): number[] {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const made = valuesFor(this.steps, this.empty);
    this.byName.set(name, made);
    return made;
  }

  add(name: string, at: number, value: number): void {
    const values = this.of(name);
    const known = values[at] as number;
    values[at] = Number.isNaN(known) ? value : known + value;
  }

  /** Of all steps and names. */
  total(): number {
    return this.names.reduce((sum, name) => sum + totalOf(this.of(name)), 0);
  }

  /**
   * The highest in all, and one line for what the others have together.
   *
   * @param together what several values are as one: their sum, say
   * @param each what becomes of each value, with the step that it is of
   * @param spread what steps have that an interval of an earlier one reaches into
   */
  lines(
    together: (values: readonly number[]) => number,
    each: (value: number, at: number) => number = (value) => value,
    spread = continued,
  ): Line[] {
    const inOrder = this.names
      .map((name) => ({ name, total: totalOf(this.of(name)) }))
      .sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1))
      .map(({ name }) => name);
    const shown = inOrder.length > MAX_LINES ? inOrder.slice(0, MAX_LINES - 1) : inOrder;
    const rest = inOrder.slice(shown.length);
    const colors = colorsOf(shown);
    const made = (values: readonly number[]) => spread(values.map(each), this.steps);
    const lines = shown.map(
      (name): Line => ({ label: name, values: made(this.of(name)), color: colors.get(name) as number }),
    );
    if (rest.length === 0) return lines;
    const values = this.steps.positions.map((_, at) => {
      const known = rest.map((name) => this.of(name)[at] as number).filter((value) => !Number.isNaN(value));
      return known.length === 0 ? Number.NaN : together(known);
    });
    return [...lines, { label: OTHERS, values: made(values), color: COLORS.grey }];
  }

  /** The values of each of these, which `lines` of another table gave: the last of them may be the others. */
  likeLines(labels: readonly string[]): number[][] {
    const rest = this.names.filter((name) => !labels.includes(name));
    return labels.map((label) =>
      label === OTHERS && rest.length > 0
        ? this.steps.positions.map((_, at) => sumOf(rest.map((name) => this.of(name)[at] as number)))
        : [...this.of(label)],
    );
  }

  /** What is to be said where not each name has a line of its own. */
  notes(things: string): string[] {
    return restNotes(this.byName.size, things);
  }
}

export function restNotes(count: number, things: string): string[] {
  if (count <= MAX_LINES) return [];
  return [
    `The ${MAX_LINES - 1} ${things} with most of it have a line each; the other ${count - MAX_LINES + 1} are one.`,
  ];
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

export function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

function totalOf(values: readonly number[]): number {
  return values.reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value), 0);
}

/** What each series counted: of a counter its value, of a histogram how many values. */
export function* countsIn(
  { series }: MetricSnapshot,
  nameOf: NameOf,
): Generator<readonly [name: string, count: number]> {
  for (const point of series) {
    const name = nameOf(point.labels, point.overflow);
    if (name !== undefined) yield [name, 'histogram' in point ? point.histogram.count : point.value];
  }
}
