import { formatMeasurement } from '../../chart/index.ts';
import { exportStore } from '../../store/index.ts';
import { command } from '../frame/command.ts';
import { EXIT } from '../frame/errors.ts';
import { oneOf, path, text } from '../frame/values.ts';
import { shownPath } from '../platform/index.ts';
import { FILTER_OPTIONS, filterOf, RANGE_OPTIONS, rangeOf, STORE_OPTION } from '../sources/options.ts';
import { openStoreOf } from '../sources/source.ts';
import { progressOn } from '../terminal/progress.ts';

export const exporting = command({
  name: 'export',
  about:
    'Writes what a store keeps for other engines: a folder for every UTC day, in each a file. Rows are as they are stored: a series in an interval, an hour or a day, with all buckets.',
  options: {
    ...STORE_OPTION,
    output: { about: 'directory to write to', kind: path('DIR'), short: 'o', default: './export' },
    format: { about: 'of the files', kind: oneOf(['parquet', 'arrow', 'csv']), default: 'parquet' },
    name: {
      about: 'of each file; tells apart stores in one directory',
      kind: text('NAME'),
      default: 'store',
    },
    ...RANGE_OPTIONS,
    ...FILTER_OPTIONS,
    json: { about: 'which files were written, for programs' },
  },
  missing: {
    url: 'it copies a store: give --store DIR, or take rows of a server by metrics --url URL --csv',
  },
  examples: [
    ['inferometer export --store ./telemetry -o ./export', 'export/day=2026-11-29/store.parquet, and so on'],
    ['inferometer export --format csv --metric inference_seconds --since 7d', 'one metric of a week'],
  ],
  async run({ options, ...context }) {
    const { out, err, signal, now } = context;
    const { output = './export', format = 'parquet', name = 'store', json } = options;
    const { reader } = await openStoreOf(options, context);
    const bar = progressOn(err, now);
    const shown = (rows: number, bytes: number) =>
      `${formatMeasurement({ value: rows, unit: 'count' })} rows, ${formatMeasurement({ value: bytes, unit: 'bytes' })}`;
    try {
      const { files, rows, bytes } = await exportStore(reader, output, {
        ...filterOf(options),
        ...rangeOf(options, now()),
        ...{ format, name, signal },
        onProgress: ({ days, daysDone, rows, bytes }) => {
          bar.update(daysDone / Math.max(1, days), `day ${daysDone} of ${days}: ${shown(rows, bytes)}`);
        },
      });
      bar.end();
      const place = shownPath(output);
      const answer = json
        ? JSON.stringify({ directory: place, format, files, rows, bytes }, null, 2)
        : files.length === 0
          ? 'Nothing was recorded in this time, of this kind.'
          : `${files.length} ${files.length === 1 ? 'file' : 'files'} in ${place}: ${shown(rows, bytes)}`;
      await out.write(`${answer}\n`);
      return EXIT.ok;
    } finally {
      bar.end();
    }
  },
});
