/** Pictures in a page: drawn for wide and for narrow ones, since letters must not shrink with them. */
import { renderSvg } from '../../chart/inner.ts';
import type { Picture } from '../document/document.ts';
import { html, Markup, NOTHING } from './markup.ts';

/** In CSS pixels: half a desktop's page, and a telephone's or half a sheet of paper. */
const SIZES = [
  { name: 'wide', widthPx: 560, heightPx: 264 },
  { name: 'narrow', widthPx: 360, heightPx: 232 },
] as const;

/** A heatmap has more to show than others: a whole page's width, also of paper. */
const HERO_SIZES = [
  { name: 'wide', widthPx: 800, heightPx: 320 },
  { name: 'narrow', widthPx: 360, heightPx: 264 },
] as const;

/** @param id unique in the page. */
export function pictureMarkup({ chart }: Picture, id: string): Markup {
  const isHero = chart.kind === 'heatmap';
  const drawn = (isHero ? HERO_SIZES : SIZES).map(({ name, ...size }) => {
    const svg = renderSvg(chart, { ...size, theme: 'auto', isTitled: false, idPrefix: `${id}-${name}-` });
    return html`<div class="${name}">${new Markup(svg)}</div>\n`;
  });
  return html`<figure id="${id}"${isHero ? html` class="hero"` : NOTHING}>
<figcaption>${chart.title}</figcaption>
${drawn}${chart.notes.length === 0 ? NOTHING : html`<p>${chart.notes.join(' ')}</p>\n`}</figure>\n`;
}
