/** Charts as pictures, of the size that was asked for in inches. */
import { type Chart, type PngOptions, renderPng, renderSvg } from '../../chart/inner.ts';

/** As the contract says: an inch is 100 pixels. */
const PIXELS_PER_INCH = 100;
/** What one picture of the usual size takes. */
const USUAL_SQUARE_INCHES = 12 * 8;

export interface PictureParameters {
  /** Inches, 12 if left out. */
  readonly width?: number;
  /** Inches, 8 if left out. */
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
}

const SVG = 'image/svg+xml';

/** How many pictures of the usual size it takes as long as: pixels are what PNG costs. */
export function pictureCost(mediaType: string, { width = 12, height = 8 }: PictureParameters): number {
  return mediaType === SVG ? 1 : Math.max(1, (width * height) / USUAL_SQUARE_INCHES);
}

/** @param mediaType `image/svg+xml`, else PNG. @throws CHART_OPTION, CHART_PNG_PEER */
export async function pictureResponse(
  chart: Chart,
  mediaType: string,
  { width = 12, height = 8, theme = 'light' }: PictureParameters,
  png: Pick<PngOptions, 'resvg' | 'wasm'>,
): Promise<Response> {
  if (mediaType === SVG) {
    const size = { widthPx: width * PIXELS_PER_INCH, heightPx: height * PIXELS_PER_INCH };
    const headers = { 'content-type': `${SVG}; charset=utf-8` };
    return new Response(renderSvg(chart, { ...size, theme }), { headers });
  }
  const picture = await renderPng(chart, { widthInches: width, heightInches: height, theme, ...png });
  return new Response(picture as BodyInit, { headers: { 'content-type': 'image/png' } });
}
