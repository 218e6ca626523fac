/**
 * A report as one page that needs nothing else: no script, no network, no file beside it. What deserves attention comes
 * first; on paper each kind of work begins a page of its own.
 */
import { runSync, type Slices } from '../../metrics/inner.ts';
import type { Block, KeyValues, ReportDocument, Section, Table } from '../document/document.ts';
import { rangeText } from '../document/range.ts';
import { findingsMarkup } from './findings.ts';
import { html, Markup, NOTHING } from './markup.ts';
import { pictureMarkup } from './picture.ts';
import { sha256 } from './sha256.ts';
import { STYLE } from './style.ts';
import { cellMarkup, writingTable } from './table.ts';

/**
 * The content security policy of a report, which is in its page, for servers that hand it out: nothing is loaded, run or
 * sent, whatever the page holds.
 *
 * @example
 * new Response(page, { headers: { 'content-security-policy': reportSecurityPolicy() } });
 */
export function reportSecurityPolicy(): string {
  return `default-src 'none'; style-src 'sha256-${sha256(STYLE)}'; img-src data:; base-uri 'none'; form-action 'none'`;
}

export function renderHtml(document: ReportDocument): string {
  return runSync(writingHtml(document)).join('\n');
}

/** The same in slices, and in pieces with line ends between them. */
export function* writingHtml(document: ReportDocument): Slices<string[]> {
  const facts = factsOf(document);
  const isFact = (block: Block) => facts.includes(block as KeyValues);
  const sections = attentionFirst(document.sections).filter(({ blocks }) => !blocks.every(isFact));
  const parts = [head(document), header(document, facts), contents(sections), html`<main id="report">`];
  yield;
  for (const [i, section] of sections.entries()) {
    const [pictures, others]: [Markup[], Markup[]] = [[], []];
    for (const [j, block] of section.blocks.entries()) {
      if (isFact(block)) continue;
      const blocks = block.kind === 'picture' ? pictures : others;
      const id = `${section.id}-${j + 1}`;
      blocks.push(
        block.kind === 'table' ? yield* writingTable(block, id, section) : blockMarkup(block, id, sections),
      );
      yield;
    }
    const isNewPage = section.category !== sections[i - 1]?.category;
    parts.push(sectionMarkup(section, isNewPage, pictures, others));
  }
  parts.push(html`</main>\n</body>\n</html>\n`);
  return parts.map(({ text }) => text);
}

/** Those of the summary stand under the title. */
function factsOf({ sections }: ReportDocument): KeyValues[] {
  const blocks = sections.find(({ id }) => id === 'summary')?.blocks ?? [];
  return blocks.filter((block) => block.kind === 'key_values');
}

function head(document: ReportDocument): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(reportSecurityPolicy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${[document.title, rangeText(document.startedAtUnixMs, document.takenAtUnixMs)].filter((part) => part !== undefined).join(', ')}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>`;
}

/** What the report is about: the facts of its summary, which is the first section of every report. */
function header({ title }: ReportDocument, facts: readonly KeyValues[]): Markup {
  return html`<a class="skip" href="#report">Skip to the report</a>
<header>
<h1>${title}</h1>
${facts.map(factsMarkup)}
</header>`;
}

function contents(sections: readonly Section[]): Markup {
  const links = sections.map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`);
  return html`<nav aria-label="Sections"><ol>${links}</ol></nav>`;
}

function sectionMarkup(
  { id, heading }: Section,
  isNewPage: boolean,
  pictures: readonly Markup[],
  others: readonly Markup[],
): Markup {
  return html`<section id="${id}"${isNewPage ? html` class="page"` : NOTHING} aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${pictures.length === 0 ? NOTHING : html`<div class="pictures">${pictures}</div>`}
${others}
</section>`;
}

/** @param id unique in the page. */
function blockMarkup(block: Exclude<Block, Table>, id: string, sections: readonly Section[]): Markup {
  switch (block.kind) {
    case 'picture':
      return pictureMarkup(block, id);
    case 'findings':
      return findingsMarkup(block, sections);
    case 'key_values':
      return factsMarkup(block);
    case 'note':
      return html`<p>${block.text}</p>`;
  }
}

function factsMarkup({ pairs }: KeyValues): Markup {
  const items = pairs.map(
    ({ label, value }) => html`<div><dt>${label}</dt><dd>${cellMarkup(value)}</dd></div>`,
  );
  return html`<dl>${items}</dl>`;
}

/** Whoever opens a report wants to know first whether something is wrong. */
function attentionFirst(sections: readonly Section[]): Section[] {
  const isFirst = ({ id }: Section) => id === 'recommendations';
  return [...sections.filter(isFirst), ...sections.filter((section) => !isFirst(section))];
}
