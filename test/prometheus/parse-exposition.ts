/**
 * Reads text exposition 0.0.4 as strictly as its description allows: what a server might forgive is an error here.
 */

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As written. */
  readonly value: string;
}

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
};

const NUMBER = /^(NaN|[+-]Inf|-?\d+(\.\d+)?(e[+-]\d+)?)$/;

/** @throws {Error} naming the line that is wrong */
export function parseExposition(text: string): Family[] {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line does not end');
  const families: { name: string; help: string; type: string; samples: Sample[] }[] = [];
  const seen = new Set<string>();
  let help: { name: string; text: string } | undefined;
  for (const line of text.split('\n').slice(0, -1)) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line);
    if (comment) {
      const [, kind, name, rest] = comment as unknown as [string, string, string, string];
      if (kind === 'HELP') {
        help = { name, text: unescaped(rest, /\\[\\n]/g, line) };
      } else {
        if (help?.name !== name) throw new Error(`TYPE without HELP before it: ${line}`);
        if (!(rest in SUFFIXES)) throw new Error(`unknown type: ${line}`);
        if (families.some((family) => family.name === name)) throw new Error(`family twice: ${line}`);
        families.push({ name, help: help.text, type: rest, samples: [] });
      }
      continue;
    }
    const sample = parseSample(line);
    const family = families.at(-1);
    const belongs = family && SUFFIXES[family.type]?.some((suffix) => family.name + suffix === sample.name);
    if (!family || !belongs) throw new Error(`sample outside of its family: ${line}`);
    const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
    if (seen.has(key)) throw new Error(`series twice: ${line}`);
    seen.add(key);
    family.samples.push(sample);
  }
  return families;
}

function parseSample(line: string): Sample {
  const parts = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.+)\})? (\S+)$/su.exec(line);
  if (!parts) throw new Error(`no sample: ${line}`);
  const [, name, , inside = '', value] = parts as unknown as [string, string, string?, string?, string?];
  if (!NUMBER.test(value as string)) throw new Error(`no number: ${line}`);
  const labels: Record<string, string> = {};
  let rest = inside;
  while (rest !== '') {
    const pair = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(,(?=.)|$)/su.exec(rest);
    if (!pair) throw new Error(`no label at ${rest}: ${line}`);
    const [whole, label, escaped] = pair as unknown as [string, string, string];
    if (label in labels) throw new Error(`label twice: ${line}`);
    labels[label] = unescaped(escaped, /\\[\\n"]/g, line);
    rest = rest.slice(whole.length);
  }
  return { name, labels, value: value as string };
}

function unescaped(text: string, known: RegExp, line: string): string {
  if (text.replace(known, '').includes('\\')) throw new Error(`unknown escape: ${line}`);
  return text.replace(known, (one) => (one === '\\n' ? '\n' : one.slice(1)));
}

/** The one family of that name. */
export function familyOf(text: string, name: string): Family {
  const family = parseExposition(text).find((one) => one.name === name);
  if (!family) throw new Error(`no family ${name}`);
  return family;
}
