import { createReport, type ReportFormat, renderReport } from '../../report/index.ts';
import { type Context, command, type OptionValues } from '../frame/command.ts';
import { EXIT, UsageError } from '../frame/errors.ts';
import { oneOf, path, text } from '../frame/values.ts';
import { shownPath, writeWhole } from '../platform/index.ts';
import type { Server } from '../sources/model.ts';
import { RANGE_OPTIONS, rangeOf, SOURCE_OPTIONS, type UnixRange } from '../sources/options.ts';
import { historyIn, openStoreOf, serverOf } from '../sources/source.ts';
import { progressOn } from '../terminal/progress.ts';

const FORMATS = ['text', 'markdown', 'html', 'json', 'files'] as const;

const OPTIONS = {
  ...SOURCE_OPTIONS,
  ...RANGE_OPTIONS,
  model: { about: 'of this model', kind: text('ID') },
  format: {
    about: 'files: all of them, with each chart, into a directory',
    kind: oneOf(FORMATS),
    default: 'text',
  },
  output: { about: 'file to write; the directory of files', kind: path('FILE'), short: 'o', default: 'here' },
  json: { about: 'as --format json' },
} as const;

type Options = OptionValues<typeof OPTIONS>;
type Format = (typeof FORMATS)[number];

const ENDINGS: Readonly<Record<string, Format>> = {
  html: 'html',
  htm: 'html',
  md: 'markdown',
  json: 'json',
  txt: 'text',
};

export const report = command({
  name: 'report',
  about:
    'Writes a report of what was recorded: what is wrong first, then each kind of work with its figures; as HTML with its charts, one file that opens from disk and prints well.',
  options: OPTIONS,
  examples: [
    ['inferometer report --store ./telemetry --since 24h', 'to read here'],
    ['inferometer report --since 7d -o week.html', 'for others; the ending says the format'],
    ['inferometer report --format json | jq .recommendations', 'for programs'],
  ],
  async run({ options, ...context }) {
    const { out, now } = context;
    const { output, json } = options;
    const ending = output === undefined ? undefined : ENDINGS[output.split('.').at(-1)?.toLowerCase() ?? ''];
    const format: Format = options.format ?? (json ? 'json' : (ending ?? 'text'));
    if (json && format !== 'json') throw new UsageError('--json and --format exclude one another.');
    if (format === 'files' && output === undefined)
      throw new UsageError('--format files needs --output DIR.');
    const server = serverOf(options, context);
    const range = rangeOf(options, now());
    const made =
      server === undefined
        ? await ofStore(options, range, format, context)
        : await ofServer(server, options, range, format, context);
    if (output === undefined) {
      for (const { bytes } of made) await out.write(bytes);
      return EXIT.ok;
    }
    for (const { name, bytes } of made)
      await writeWhole(format === 'files' ? `${output}/${name}` : output, bytes);
    const first = format === 'files' ? `${output}/report.html` : output;
    await out.write(`${shownPath(first)}\n`);
    return EXIT.ok;
  },
});

interface Made {
  readonly name: string;
  readonly bytes: Uint8Array;
}

async function ofStore(
  options: Options,
  range: UnixRange,
  format: Format,
  context: Context,
): Promise<readonly Made[]> {
  const { err, signal, now } = context;
  const { reader } = await openStoreOf(options, context);
  const { model } = options;
  const bar = progressOn(err, now);
  try {
    const { document, files } = await createReport(historyIn(reader), {
      ...range,
      ...(model !== undefined && { modelId: model }),
      // All of them where no format is named. A page alone has no pictures beside it that it could link to.
      ...(format !== 'files' && { formats: format === 'text' ? [] : [format] }),
      signal,
      onProgress: (done) => bar.update(done, 'report'),
    });
    if (format === 'files') return files;
    const name = { html: 'report.html', markdown: 'report.md', json: 'report.json', text: '' }[format];
    const file = files.find((one) => one.name === name);
    if (file !== undefined) return [file];
    return [
      { name: 'report.txt', bytes: new TextEncoder().encode(renderReport(document, format as ReportFormat)) },
    ];
  } finally {
    bar.end();
  }
}

async function ofServer(
  server: Server,
  { model }: Options,
  range: UnixRange,
  format: Format,
  { signal }: Context,
): Promise<readonly Made[]> {
  const { asking, clientOf, rangeParameters } = await import('../sources/server-source.ts');
  const client = clientOf(server);
  const asked = { ...rangeParameters(range), ...(model !== undefined && { model_id: model }) };
  return asking(server, async () => {
    if (format !== 'files') {
      const { bytes } = await client.getAimlReport({ ...asked, format }, { signal });
      return [{ name: 'report', bytes }];
    }
    const { report_id, files } = await client.makeReport(asked, { signal });
    const made: Made[] = [];
    for (const { name } of files) {
      const { bytes } = await client.getTelemetryReportFile({ report_id, file_name: name }, { signal });
      made.push({ name, bytes });
    }
    return made;
  });
}
