/** HTML that is written by templates: whatever is put into one is escaped, unless it is markup already. */
import { visible } from '../../chart/inner.ts';

/** Text that is HTML. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | Markup | readonly Markup[];

export const NOTHING = new Markup('');

/** @example html`<p>${'a < b'}</p>`.text // '<p>a &lt; b</p>' */
export function html(texts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let text = texts[0] as string;
  for (const [i, value] of values.entries()) text += markupOf(value) + texts[i + 1];
  return new Markup(text);
}

function markupOf(value: Value): string {
  if (typeof value === 'string') return escaped(visible(value));
  return value instanceof Markup ? value.text : value.map(({ text }) => text).join('');
}

/** For text and for attributes in double or single quotes. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => ESCAPES[one] as string);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
