import { integerOption, requireOptionNames } from '../base/options.ts';
import { type BucketSnapshot, validOf } from '../layouts.ts';
import { type Axis, positionOn, ticksOf } from './axis.ts';
import { countLabel, quantileLabel, type ValueUnit, valueLabel } from './label.ts';
import { type Profile, profileOf, RENDER_OPTIONS, type RenderOptions } from './profile.ts';

export interface SvgOptions extends RenderOptions {
  /** In CSS pixels, 240 to 4000; 640 if left out. The picture scales with its container. */
  readonly width?: number;
  /** In CSS pixels, 160 to 4000; 260 if left out. */
  readonly height?: number;
}

/** Light or dark as the page or the system is. Plain properties: some renderers know no custom ones. */
const STYLE = `
.inferometer-histogram{font:12px system-ui,sans-serif;fill:#5b6779}
.inferometer-histogram .title{fill:#1e293b;font-size:14px;font-weight:600}
.inferometer-histogram .shape{fill:#6670e8}
.inferometer-histogram .line{stroke:#c9d2de;fill:none}
.inferometer-histogram .mark{stroke:#b4411a;stroke-dasharray:3 3;fill:none}
.inferometer-histogram .name{fill:#b4411a;font-weight:600}
@media (prefers-color-scheme:dark){
.inferometer-histogram{fill:#9aa7b8}
.inferometer-histogram .title{fill:#e5e9f0}
.inferometer-histogram .shape{fill:#7d88f5}
.inferometer-histogram .line{stroke:#3f4a5c}
.inferometer-histogram .mark{stroke:#ffab7a}
.inferometer-histogram .name{fill:#ffab7a}
}`;

/** A character of the 12 px font, on the safe side. */
const CHARACTER_PX = 7;
const LABEL_LINE_PX = 15;
const BIN_PX = 4;

interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * The distribution as a self-contained SVG picture: values per part of the axis, with the quantiles marked. Light or
 * dark as the viewer prefers; screen readers are told the totals. No script, no font, no link.
 *
 * @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_RANGE, HISTOGRAM_OPTION_KIND
 * @example
 * await writeFile('latency.svg', toSvg(latency.snapshot(), { title: 'Inference', unit: 'seconds' }));
 */
export function toSvg(given: BucketSnapshot, options: SvgOptions = {}): string {
  requireOptionNames(options, ['width', 'height', ...RENDER_OPTIONS]);
  const width = integerOption('width', options.width ?? 640, 240, 4000);
  const height = integerOption('height', options.height ?? 260, 160, 4000);
  const { title = 'Distribution', unit = '1', quantiles } = options;
  const marked = quantiles?.length ?? 3;
  const frame = { left: 12, right: width - 12, top: 40 + marked * LABEL_LINE_PX, bottom: height - 28 };
  const parts = Math.floor((frame.right - frame.left) / BIN_PX);
  const snapshot = validOf(given);
  const profile = profileOf(snapshot, parts, options);
  const totals = profile ? totalsOf(snapshot, profile, unit) : 'no values';
  const about = escaped(`${title}: ${totals}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="inferometer-histogram" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" style="max-width:100%;height:auto" role="img" aria-label="${about}">`,
    `<title>${about}</title>`,
    `<style>${STYLE}\n</style>`,
    `<text class="title" x="${frame.left}" y="20">${escaped(title)}</text>`,
    `<text x="${frame.right}" y="20" text-anchor="end">${escaped(heading(snapshot, unit))}</text>`,
    ...(profile ? drawingOf(profile, frame, unit) : []),
    '</svg>',
  ].join('\n');
}

function drawingOf(profile: Profile, frame: Frame, unit: ValueUnit): string[] {
  return [
    `<path class="shape" d="${shapeOf(profile.bins, frame)}"/>`,
    ...axisOf(profile.axis, frame, unit),
    ...marksOf(profile, frame, unit),
  ];
}

/** The outline of all bars together: a path of a few kilobytes, whatever the number of values. */
function shapeOf(bins: readonly number[], { left, right, top, bottom }: Frame): string {
  const most = Math.max(...bins);
  const step = (right - left) / bins.length;
  const path = [`M${left} ${bottom}`];
  bins.forEach((count, i) => {
    // What holds a value shows, however little it is.
    const rise = count > 0 ? Math.max(1, (count / most) * (bottom - top)) : 0;
    path.push(`V${pixels(bottom - rise)}H${pixels(left + (i + 1) * step)}`);
  });
  return `${path.join('')}V${bottom}Z`;
}

function axisOf(axis: Axis, frame: Frame, unit: ValueUnit): string[] {
  const { left, right, bottom } = frame;
  const ticks = ticksOf(axis, Math.floor((right - left) / 80), unit === 'bytes');
  return [
    `<path class="line" d="M${left} ${bottom + 0.5}H${right}"/>`,
    ...ticks.flatMap((tick) => {
      const x = pixels(xOf(axis, frame, tick));
      const text = valueLabel(tick, unit);
      const anchor = anchorOf(x, (text.length * CHARACTER_PX) / 2, frame);
      return [
        `<path class="line" d="M${x} ${bottom + 1}v4"/>`,
        `<text x="${x}" y="${bottom + 19}" text-anchor="${anchor}">${text}</text>`,
      ];
    }),
  ];
}

/** A dashed line for each quantile, its name on a line of its own, so that no two names meet. */
function marksOf({ axis, marks }: Profile, frame: Frame, unit: ValueUnit): string[] {
  return marks.flatMap(({ q, value }, i) => {
    const x = pixels(xOf(axis, frame, value));
    const y = 40 + (i + 1) * LABEL_LINE_PX - 4;
    const text = `${quantileLabel(q)} ${valueLabel(value, unit)}`;
    const isAtEnd = x + 5 + text.length * CHARACTER_PX > frame.right;
    return [
      `<path class="mark" d="M${x} ${y - 9}V${frame.bottom}"/>`,
      `<text class="name" x="${x + (isAtEnd ? -5 : 5)}" y="${y}" text-anchor="${isAtEnd ? 'end' : 'start'}">${text}</text>`,
    ];
  });
}

function xOf(axis: Axis, { left, right }: Frame, value: number): number {
  return left + positionOn(axis, value) * (right - left);
}

function anchorOf(x: number, half: number, { left, right }: Frame): string {
  if (x - half < left) return 'start';
  return x + half > right ? 'end' : 'middle';
}

function heading({ count, sum }: BucketSnapshot, unit: ValueUnit): string {
  return count > 0 ? `${countLabel(count)}, mean ${valueLabel(sum / count, unit)}` : 'no values';
}

function totalsOf(snapshot: BucketSnapshot, { marks, underAxis }: Profile, unit: ValueUnit): string {
  const quantiles = marks.map(({ q, value }) => `${quantileLabel(q)} ${valueLabel(value, unit)}`);
  const range = `from ${valueLabel(snapshot.min, unit)} to ${valueLabel(snapshot.max, unit)}`;
  const under = underAxis > 0 ? [`${countLabel(underAxis)} at or under 0 not drawn`] : [];
  return [heading(snapshot, unit), range, ...quantiles, ...under].join(', ');
}

/** To a tenth of a pixel. */
function pixels(position: number): number {
  return Math.round(position * 10) / 10;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
