/** Elements of an SVG picture as text. Everything that others wrote is escaped here, and nowhere else. */

import { visible } from '../look/text.ts';

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** What is markup already. */
export interface Markup {
  readonly markup: string;
}

export function element(
  name: string,
  attributes: Attributes,
  ...content: readonly (Markup | string)[]
): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? pixels(value) : escaped(String(value))}"`);
  const inside = content.map((one) => (typeof one === 'string' ? escaped(one) : one.markup)).join('');
  return { markup: `<${name}${written.join('')}${inside === '' ? '/>' : `>${inside}</${name}>`}` };
}

/** To a tenth of a pixel: nobody sees more, and engines may differ in the last digits of a logarithm. */
export function pixels(position: number): number {
  const rounded = Math.round(position * 10) / 10;
  return Object.is(rounded, -0) ? 0 : rounded;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters, which XML has no way to write, are spelt. */
function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ESCAPES[character] as string);
}
