/** What deserves attention: an icon and a word for how much, a sentence, what it rests on, and where to look. */
import type { Category, Finding, Severity } from '../../telemetry/index.ts';
import type { Findings, Section } from '../document/document.ts';
import { evidenceSentence } from '../document/findings.ts';
import { html, type Markup, NOTHING } from './markup.ts';

export function findingsMarkup({ findings }: Findings, sections: readonly Section[]): Markup {
  const items = findings.map((finding) => {
    const { severity, message, details } = finding;
    const section = sectionOf(finding, sections);
    const { icon, word } = SEVERITIES[severity];
    return html`<li class="${severity}">
<p class="severity">${icon}<span>${word}</span></p>
<div>
<h3>${message}</h3>
<p>${details}</p>
<p class="evidence">${unbroken(`${evidenceSentence(finding)}.`)}${
      section === undefined ? NOTHING : html` <a href="#${section.id}">See ${section.heading}</a>`
    }</p>
</div>
</li>\n`;
  });
  return html`<ol class="findings">\n${items}</ol>`;
}

/** A number and its unit stay on one line. */
function unbroken(text: string): string {
  return text.replace(/(?<=\d) (?=\S{1,3}(?!\S))/g, '\u00a0');
}

/** Told apart by shape and word, not by colour alone. */
const SEVERITIES: Readonly<Record<Severity, { readonly icon: Markup; readonly word: string }>> = {
  high: {
    icon: html`<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z"/><path class="mark" d="M8 4v5M8 11v1"/></svg>`,
    word: 'High',
  },
  medium: {
    icon: html`<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1l7.5 14H.5z"/><path class="mark" d="M8 6v4M8 12v1"/></svg>`,
    word: 'Medium',
  },
};

/** What it is about, where its target is no category by name. */
const CATEGORIES: Readonly<Partial<Record<Finding['target'], Category>>> = {
  model_loading: 'model',
  data_pipeline: 'dataset',
  distributed_training: 'distributed',
};

/** Of findings about operations of all kinds, by what was found. */
const SECTIONS: Readonly<Partial<Record<Finding['type'], string>>> = {
  reliability: 'failures',
  objective: 'objectives',
};

/** The one that says most about it, of those that there are. */
function sectionOf(
  { type, target, affectedWorkers }: Finding,
  sections: readonly Section[],
): Section | undefined {
  const category = CATEGORIES[target] ?? target;
  const ways: ((section: Section) => boolean)[] = [
    ({ id }) => affectedWorkers !== undefined && id === 'workers',
    (section) => section.category === category,
    ({ id }) => id === SECTIONS[type],
  ];
  return ways.map((isAbout) => sections.find(isAbout)).find((section) => section !== undefined);
}
