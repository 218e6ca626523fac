/**
 * A report as one page that needs nothing else: no script, no network, no file beside it. What deserves attention comes
 * first; on paper each kind of work begins a page of its own.
 */
import { runSync, type Slices } from '../../metrics/inner.ts';
import type { Block, ReportDocument, Section } from '../document/document.ts';
import { findingsMarkup } from './findings.ts';
import { html, Markup, NOTHING } from './markup.ts';
import { pictureMarkup } from './picture.ts';
import { STYLE, STYLE_SHA256 } from './style.ts';
import { cellMarkup, tableMarkup } from './table.ts';

/** Nothing is loaded, run or sent, whatever a page holds; pictures may have images inside of them. */
export const CONTENT_SECURITY_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_SHA256}'; img-src data:; base-uri 'none'; form-action 'none'`;

export function renderHtml(document: ReportDocument): string {
  return runSync(writingHtml(document));
}

/** The same in slices. */
export function* writingHtml(document: ReportDocument): Slices<string> {
  const sections = attentionFirst(document.sections);
  const parts = [head(document), header(document), contents(sections), html`<main id="report">`];
  for (const section of sections) {
    const [pictures, others]: [Markup[], Markup[]] = [[], []];
    for (const [i, block] of section.blocks.entries()) {
      const blocks = block.kind === 'picture' ? pictures : others;
      blocks.push(blockMarkup(block, `${section.id}-${i + 1}`, section, sections));
      yield;
    }
    parts.push(sectionMarkup(section, pictures, others));
  }
  parts.push(html`</main>\n</body>\n</html>\n`);
  return parts.map(({ text }) => text).join('\n');
}

function head(document: ReportDocument): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(CONTENT_SECURITY_POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${[document.title, rangeText(document)].filter((part) => part !== '').join(', ')}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>`;
}

function header(document: ReportDocument): Markup {
  const range = rangeText(document);
  return html`<a class="skip" href="#report">Skip to the report</a>
<header>
<h1>${document.title}</h1>
${range === '' ? NOTHING : html`<p>${range}</p>`}
</header>`;
}

function contents(sections: readonly Section[]): Markup {
  const links = sections.map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`);
  return html`<nav aria-label="Sections"><ol>${links}</ol></nav>`;
}

function sectionMarkup(
  { id, category, heading }: Section,
  pictures: readonly Markup[],
  others: readonly Markup[],
): Markup {
  return html`<section id="${id}"${category === undefined ? NOTHING : html` class="category"`} aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${pictures.length === 0 ? NOTHING : html`<div class="pictures">${pictures}</div>`}
${others}
</section>`;
}

/** @param id unique in the page. */
function blockMarkup(block: Block, id: string, section: Section, sections: readonly Section[]): Markup {
  switch (block.kind) {
    case 'picture':
      return pictureMarkup(block, id);
    case 'table':
      return tableMarkup(block, id, section.heading);
    case 'findings':
      return findingsMarkup(block, sections);
    case 'key_values': {
      const pairs = block.pairs.map(
        ({ label, value }) => html`<div><dt>${label}</dt><dd>${cellMarkup(value)}</dd></div>`,
      );
      return html`<dl>${pairs}</dl>`;
    }
    case 'note':
      return html`<p>${block.text}</p>`;
  }
}

/** Whoever opens a report wants to know first whether something is wrong. */
function attentionFirst(sections: readonly Section[]): Section[] {
  const isFirst = ({ id }: Section) => id === 'recommendations';
  return [...sections.filter(isFirst), ...sections.filter((section) => !isFirst(section))];
}

/** `2026-01-02 03:04:05 to 03:04:07 UTC`: in one zone, so that all who read it read the same. Empty where nothing is known. */
function rangeText({ startedAtUnixMs, takenAtUnixMs }: ReportDocument): string {
  const end = dayAndTime(takenAtUnixMs);
  if (end === undefined) return '';
  const start = dayAndTime(startedAtUnixMs);
  if (start === undefined) return `until ${end.join(' ')} UTC`;
  return `${start.join(' ')} to ${start[0] === end[0] ? end[1] : end.join(' ')} UTC`;
}

function dayAndTime(unixMs: number): readonly [day: string, time: string] | undefined {
  const date = new Date(unixMs);
  if (Number.isNaN(date.getTime())) return undefined;
  const [day, time] = date.toISOString().split('T') as [string, string];
  return [day, time.slice(0, 8)];
}
