/** Reports: of a range of time, made in the background, as files. */
import { count, listOf, numberOrNull, partial, record, schemaRef, text } from '../openapi.ts';
import { answer, answered, type Described, UNIX_SECONDS, UNIX_SECONDS_OR_NULL } from './answer.ts';

const URL = 'http://localhost:8000/api/v0/wal/telemetry/reports/report_1714953237_12345';

const ENTRY = {
  report_id: 'report_1714953237_12345',
  state: 'done',
  progress: 1,
  created_at: 1714953237.4568963,
  ended_at: 1714953237.9012451,
  start_time: 1714949637.4568963,
  end_time: 1714953237.4568963,
  report_url: `${URL}/report.html`,
  files: [
    { name: 'report.html', content_type: 'text/html', size_bytes: 48211, url: `${URL}/report.html` },
    { name: 'report.json', content_type: 'application/json', size_bytes: 18402, url: `${URL}/report.json` },
    {
      name: 'latency-heatmap.png',
      content_type: 'image/png',
      size_bytes: 30118,
      url: `${URL}/latency-heatmap.png`,
    },
  ],
  error: null,
} as const;

export const REPORTS = {
  schemas: {
    ReportRequest: partial(
      {
        start_time: { ...UNIX_SECONDS, minimum: 0, maximum: 253_402_300_799 },
        end_time: { ...UNIX_SECONDS, minimum: 0, maximum: 253_402_300_799 },
      },
      { description: 'Of which time. Without both, of everything there is.' },
    ),
    ReportStarted: answer('generate_telemetry_report', {
      report_id: text(),
      report_path: {
        type: ['string', 'null'],
        description: 'The directory of its files on the server; null where they are kept in memory.',
      },
      report_url: text('Where the report will be.'),
      files: listOf(text(), { description: 'Files that it will have; its pictures come on top of them.' }),
      message: text(),
    }),
    Reports: answer('list_telemetry_reports', {
      reports: listOf(schemaRef('Report'), { description: 'Those that are kept, newest first.' }),
    }),
    ReportStatus: answer('get_telemetry_report', { report: schemaRef('Report') }),
    Report: record({
      report_id: text(),
      state: schemaRef('ReportState'),
      progress: { type: 'number', minimum: 0, maximum: 1, description: 'How much of it is made.' },
      created_at: UNIX_SECONDS,
      ended_at: UNIX_SECONDS_OR_NULL,
      start_time: numberOrNull('Seconds since 1970; null: since the beginning.'),
      end_time: numberOrNull('Seconds since 1970; null: until it was made.'),
      report_url: text('Its page.'),
      files: listOf(
        record(
          {
            name: text(),
            content_type: text(),
            size_bytes: count('Missing of what is made when it is asked for.'),
            url: text(),
          },
          { required: ['name', 'content_type', 'url'] },
        ),
      ),
      error: { type: ['string', 'null'], description: 'Why it failed.' },
    }),
  },
  examples: {
    ReportRequest: { start_time: 1714949637.4568963, end_time: 1714953237.4568963 },
    ReportStarted: answered('generate_telemetry_report', {
      report_id: 'report_1714953237_12345',
      report_path: '/home/user/.ipfs_kit/reports/report_1714953237_12345',
      report_url: `${URL}/report.html`,
      files: ['report.html', 'index.html', 'report.json', 'report.md'],
      message: 'Report generation started in the background',
    }),
    Reports: answered('list_telemetry_reports', { reports: [ENTRY] }),
    ReportStatus: answered('get_telemetry_report', { report: ENTRY }),
  },
} as const satisfies Described;
