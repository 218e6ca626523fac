/** Pictures in a page: drawn for wide and for narrow screens, since letters must not shrink with them. */
import type { Picture } from '../document/document.ts';
import { html, type Markup } from './markup.ts';

export function pictureMarkup({ chart }: Picture, id: string): Markup {
  return html`<figure id="${id}"><figcaption>${chart.title}</figcaption></figure>`;
}
