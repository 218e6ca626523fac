/** What is shown, as files: the server draws the same chart, and the page makes an image of it where one is wanted. */
import { ask } from '../data/ask.ts';

/** How many pixels of a PNG are one of its SVG. */
const SCALE = 2;

/** @throws AskError */
export async function saveFile(address: string): Promise<void> {
  save(await (await ask(address, '*/*')).blob(), nameOf(address));
}

/** @throws AskError */
export async function savePng(address: string): Promise<void> {
  const svg = await (await ask(address, 'image/svg+xml')).blob();
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width * SCALE, image.height * SCALE];
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    if (png) save(png, nameOf(address).replace(/svg$/, 'png'));
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** `latency-heatmap.csv` */
function nameOf(address: string): string {
  return address.replace(/\?.*$/, '').replace(/^.*\//, '');
}

function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The download has begun with the click; where it has not, a minute is enough.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
