/** Charts as pictures, of the size that was asked for in inches. */
import { type Chart, renderSvg } from '../../chart/inner.ts';

import { refusal } from '../answers/refusal.ts';

/** As the contract says: an inch is 100 pixels. */
const PIXELS_PER_INCH = 100;

export interface PictureParameters {
  /** Inches, 12 if left out. */
  readonly width?: number;
  /** Inches, 8 if left out. */
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
}

/** @param mediaType `image/svg+xml`, else PNG. @throws CHART_PEER_MISSING */
export async function pictureResponse(
  chart: Chart,
  mediaType: string,
  { width = 12, height = 8, theme = 'light' }: PictureParameters,
): Promise<Response> {
  const size = { widthPx: width * PIXELS_PER_INCH, heightPx: height * PIXELS_PER_INCH };
  const isSvg = mediaType === 'image/svg+xml';
  const picture = isSvg
    ? renderSvg(chart, { ...size, theme })
    : await Promise.reject(refusal(503, 'No PNG yet.'));
  return new Response(picture as BodyInit, {
    headers: { 'content-type': isSvg ? 'image/svg+xml; charset=utf-8' : 'image/png' },
  });
}
