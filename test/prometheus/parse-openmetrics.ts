// Reads the samples of an OpenMetrics page, with their exemplars. Not strict: test/interop holds pages to the parsers
// of others.
export interface OpenMetricsSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly exemplar?: { readonly labels: Readonly<Record<string, string>>; readonly value: number };
}

/** @throws {Error} naming the line that is no sample */
export function parseOpenMetrics(page: string): OpenMetricsSample[] {
  const lines = page.split('\n');
  if (lines.slice(-2).join() !== '# EOF,') throw new Error('the page does not end in # EOF');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map(sampleOf);
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABELS = /^\{((?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*)\}/su;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/gsu;
const REST = /^ (\S+)(?: # (\{.*\}) (\S+)(?: \S+)?)?$/su;

function sampleOf(line: string): OpenMetricsSample {
  const [name = ''] = NAME.exec(line) ?? [];
  const [braces = '', inside = ''] = LABELS.exec(line.slice(name.length)) ?? [];
  const rest = REST.exec(line.slice(name.length + braces.length));
  if (name === '' || rest === null) throw new Error(`no sample: ${line}`);
  const [, value, exemplarLabels, exemplarValue] = rest;
  return {
    name,
    labels: labelsOf(inside),
    value: numberOf(value as string),
    ...(exemplarLabels !== undefined && {
      exemplar: { labels: labelsOf(exemplarLabels), value: numberOf(exemplarValue as string) },
    }),
  };
}

/** What stands between the braces. */
export function labelsOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(LABEL)].map(([, name, value]) => [
    name,
    (value as string).replace(/\\(.)/gsu, (_, one) => (one === 'n' ? '\n' : one)),
  ]);
  return Object.fromEntries(pairs);
}

/** As both text formats write numbers. */
export function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}
