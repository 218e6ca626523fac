/** A course as a line of small bars. */

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const LONGEST = 20;

/**
 * The lowest value as the lowest bar, the highest as the highest, a constant as bars of half height. A long course
 * is cut into equal parts, each shown by its mean. Values are finite.
 */
export function sparkline(values: readonly number[]): string {
  const means = partMeans(values, Math.min(values.length, LONGEST));
  const low = Math.min(...means);
  // Halves, since the difference of two doubles may be too large for a double.
  const span = Math.max(...means) / 2 - low / 2;
  const bar = (value: number) =>
    span === 0 ? BARS.length / 2 - 1 : Math.round(((value / 2 - low / 2) / span) * (BARS.length - 1));
  return means.map((value) => BARS[bar(value)]).join('');
}

function partMeans(values: readonly number[], parts: number): number[] {
  return Array.from({ length: parts }, (_, i) => {
    const part = values.slice(
      Math.floor((i * values.length) / parts),
      Math.floor(((i + 1) * values.length) / parts),
    );
    return part.reduce((mean, value, j) => mean + (value - mean) / (j + 1), 0);
  });
}
