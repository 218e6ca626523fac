/** A course as a line of small bars. */

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** The lowest as the lowest bar, the highest as the highest; a long course in equal parts, each by its mean. */
export function bars(values: readonly number[], width: number): string {
  const parts = Math.min(values.length, width);
  const means = Array.from({ length: parts }, (_, i) => {
    const part = values.slice(
      Math.floor((i * values.length) / parts),
      Math.floor(((i + 1) * values.length) / parts),
    );
    return part.reduce((sum, value) => sum + value / part.length, 0);
  });
  const low = Math.min(...means);
  const high = Math.max(...means);
  // What differs by the rounding of floating point alone is flat.
  const span = high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)) ? high - low : 0;
  return means.map((value) => BARS[span > 0 ? Math.round(((value - low) / span) * 7) : 3]).join('');
}
