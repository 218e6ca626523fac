/** A chart as a PNG picture. */
import { wrongValue } from '../../errors.ts';
import { type Codes, requireKnownKeys, requireNumber, requireObject, requireOneOf } from '../../validate.ts';
import type { Theme } from '../look/palette.ts';
import type { Chart } from '../model.ts';
import { renderSvg } from '../svg/render-svg.ts';
import { type ResvgModule, type ResvgWasm, resvgModule } from './resvg.ts';

export interface PngOptions {
  /** 2 to 80; 12 if left out. */
  readonly widthInches?: number;
  /** 1 to 80; 8 if left out. */
  readonly heightInches?: number;
  /** Points in an inch, 30 to 600; 100 if left out. More of them make the same picture sharper. */
  readonly dpi?: number;
  /** Light if left out. */
  readonly theme?: Theme;
  /** Of IANA; UTC if left out. */
  readonly timeZone?: string;
  /** What `import('@resvg/resvg-wasm')` gives; imported from where the library is installed if left out. */
  readonly resvg?: ResvgModule;
  /**
   * The file `@resvg/resvg-wasm/index_bg.wasm`. Read from where the package is installed if left out: pages and workers of
   * the edge, where packages are no files, have to hand it in.
   */
  readonly wasm?: ResvgWasm | Promise<ResvgWasm>;
}

const NAMES = [
  'widthInches',
  'heightInches',
  'dpi',
  'theme',
  'timeZone',
  'resvg',
  'wasm',
] as const satisfies readonly (keyof PngOptions)[];

const CODES: Codes = { kind: 'CHART_OPTION', range: 'CHART_OPTION', remedy: 'Correct it, or leave it out.' };

/** Of an inch at the size that text is made for. */
const PIXELS_PER_INCH = 100;

/** 100 MB of colours while it is drawn. */
const MAX_PIXELS = 25_000_000;

/**
 * The chart as PNG, drawn from its SVG by @resvg/resvg-wasm, an optional peer: `npm install @resvg/resvg-wasm`.
 *
 * @throws CHART_OPTION, CHART_PNG_PEER, TELEMETRY_ARGUMENT_KIND
 * @example
 * await writeFile('latency.png', await renderPng(chart, { widthInches: 12, heightInches: 8 }));
 */
export async function renderPng(chart: Chart, options: PngOptions = {}): Promise<Uint8Array> {
  requireObject('options', options);
  requireKnownKeys('CHART_OPTION', 'options', options, NAMES);
  const { widthInches = 12, heightInches = 8, dpi = 100, theme = 'light', timeZone = 'UTC' } = options;
  requireNumber(CODES, 'widthInches', widthInches, 2, 80);
  requireNumber(CODES, 'heightInches', heightInches, 1, 80);
  requireNumber(CODES, 'dpi', dpi, 30, 600);
  requireOneOf(CODES, 'theme', theme, ['light', 'dark']);
  if (widthInches * heightInches * dpi ** 2 > MAX_PIXELS) {
    const most = Math.floor(Math.sqrt(MAX_PIXELS / (widthInches * heightInches)));
    throw wrongValue('CHART_OPTION', 'dpi', `${most} at most for a picture of this size`, dpi, CODES.remedy);
  }
  const svg = renderSvg(chart, {
    widthPx: Math.round(widthInches * PIXELS_PER_INCH),
    heightPx: Math.round(heightInches * PIXELS_PER_INCH),
    theme,
    timeZone,
  });
  return pngOf(svg, options);
}

/** A picture that `renderSvg` made, as PNG. @throws CHART_PNG_PEER */
export async function pngOf(
  svg: string,
  { dpi = 100, resvg, wasm }: Pick<PngOptions, 'dpi' | 'resvg' | 'wasm'> = {},
): Promise<Uint8Array> {
  const [{ Resvg }, { FAMILY, fontBytes }] = await Promise.all([
    resvgModule(resvg, wasm),
    import('./font.ts'),
  ]);
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: dpi / PIXELS_PER_INCH },
    // Cells of a heatmap have edges.
    imageRendering: 1,
    font: {
      loadSystemFonts: false,
      fontBuffers: [fontBytes()],
      defaultFontFamily: FAMILY,
      sansSerifFamily: FAMILY,
    },
  } as never);
  const image = picture.render();
  try {
    return image.asPng();
  } finally {
    image.free();
    picture.free();
  }
}
