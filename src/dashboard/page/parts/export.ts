/** What is shown, as files: the server draws the same chart, and the page makes an image of it where one is wanted. */
import type { PictureSpec } from '../catalogue/pictures.ts';
import { parametersOf } from '../data/questions.ts';
import { server } from '../data/server.ts';
import { theme } from '../state/theme.ts';

/** How many pixels of a PNG are one of its SVG. */
const SCALE = 2;
/** In inches, as the server has it: 1200 by 600 pixels. */
const SIZE = { width: 12, height: 6 };

/** @throws ApiError */
export async function saveCsv(spec: PictureSpec): Promise<void> {
  save(await fileOf(spec, 'csv'), `${spec.chart}.csv`);
}

/** @throws ApiError */
export async function saveSvg(spec: PictureSpec): Promise<void> {
  save(await fileOf(spec, 'svg'), `${spec.chart}.svg`);
}

/** @throws ApiError */
export async function savePng(spec: PictureSpec): Promise<void> {
  const url = URL.createObjectURL(await fileOf(spec, 'svg'));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width * SCALE, image.height * SCALE];
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    if (png) save(png, `${spec.chart}.png`);
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function fileOf(spec: PictureSpec, extension: 'csv' | 'svg'): Promise<Blob> {
  const { bytes, contentType } = await server().getChartFile({
    ...parametersOf({ takes: spec.takes, isOfRange: true }),
    ...spec.parameters,
    ...(extension === 'svg' && { ...SIZE, theme: theme.peek() }),
    chart: spec.chart,
    extension,
  });
  return new Blob([bytes], { type: contentType });
}

function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The download has begun with the click; where it has not, a minute is enough.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
