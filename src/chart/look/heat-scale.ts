/**
 * How many values a cell of a heatmap holds, as a colour: the more, the more opaque, from blue over purple to orange. Since it
 * grows out of the ground, it is one scale for both: on light ground more is darker, on dark ground brighter, at each step by
 * about as much.
 */

export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

const ANCHORS: readonly Rgba[] = [
  [74, 144, 217, 84],
  [78, 130, 222, 130],
  [104, 110, 222, 172],
  [150, 88, 204, 205],
  [199, 72, 158, 232],
  [230, 82, 96, 248],
  [240, 118, 40, 255],
];

export const HEAT_STEPS = 48;

/** The first is nothing at all. */
export const HEAT_SCALE: readonly Rgba[] = [
  [0, 0, 0, 0],
  ...Array.from({ length: HEAT_STEPS }, (_, i): Rgba => {
    const at = (i / (HEAT_STEPS - 1)) * (ANCHORS.length - 1);
    const before = Math.min(Math.floor(at), ANCHORS.length - 2);
    const [from, to] = [ANCHORS[before] as Rgba, ANCHORS[before + 1] as Rgba];
    const mixed = from.map((channel, j) =>
      Math.round(channel + (at - before) * ((to[j] as number) - channel)),
    );
    return mixed as unknown as Rgba;
  }),
];

/** The place in the scale: by the logarithm, since one outlier is to be seen beside a thousand others. */
export function heatOf(count: number, most: number): number {
  if (!(count > 0)) return 0;
  if (most <= 1) return HEAT_STEPS;
  return 1 + Math.round((Math.log(count) / Math.log(most)) * (HEAT_STEPS - 1));
}
