/** Reports of a range of time, made in the background. */
import type { Operations } from '../../api/index.ts';
import { refusal } from '../answers/refusal.ts';
import type { Call, Route } from '../call.ts';
import { rangeOf, unixSeconds } from '../questions/range.ts';
import type { ReportEntry } from '../reports/report-shelf.ts';
import { DOCUMENT_POLICY } from '../safety/headers.ts';

/** What every report has; its pictures come on top. */
const FILES = ['report.html', 'index.html', 'report.json', 'report.md'];

const REPORTS = '/api/v0/wal/telemetry/reports';

export const generateTelemetryReport: Route<'generateTelemetryReport'> = async ({
  serving,
  parameters,
  body,
  baseUrl,
}) => {
  serving.reports.take();
  const { reportId } = serving.shelf.start(rangeOf({ ...parameters, ...body }));
  return {
    report_id: reportId,
    report_path: serving.shelf.placeOf(reportId) ?? null,
    report_url: `${baseUrl}${REPORTS}/${reportId}/report.html`,
    files: FILES,
    message: 'Report generation started in the background',
  };
};

export const listTelemetryReports: Route<'listTelemetryReports'> = async ({ serving, baseUrl }) => {
  const entries = await serving.shelf.list();
  return { reports: entries.map((entry) => entryJson(entry, baseUrl)) };
};

export const getTelemetryReport: Route<'getTelemetryReport'> = async ({ serving, parameters, baseUrl }) => {
  const entry = await serving.shelf.entry(parameters.report_id);
  if (entry === undefined) throw unknownReport(parameters.report_id);
  return { report: entryJson(entry, baseUrl) };
};

export const getTelemetryReportFile: Route<'getTelemetryReportFile'> = async ({ serving, parameters }) => {
  const { report_id: reportId, file_name: name } = parameters;
  const file = await serving.shelf.file(reportId, name);
  switch (file.state) {
    case 'done': {
      const isPage = file.contentType.startsWith('text/html');
      return new Response(file.bytes as BodyInit, {
        headers: {
          'content-type': file.contentType,
          // It never changes, and may be gone soon.
          'cache-control': 'private, max-age=300',
          ...(isPage && { 'content-security-policy': DOCUMENT_POLICY }),
        },
      });
    }
    case 'waiting':
    case 'running':
      throw refusal(503, 'The report is still being made. Try again in a moment.', { retryAfterSeconds: 1 });
    case 'failed':
      throw refusal(404, 'The report could not be made. Its entry in the listing says why.', {
        parameter: 'report_id',
      });
    case 'unknown':
      throw await unknownFile(serving, reportId);
  }
};

async function unknownFile(serving: Call['serving'], reportId: string) {
  const entry = await serving.shelf.entry(reportId);
  if (entry === undefined) return unknownReport(reportId);
  const allowed = entry.files.map((file) => file.name);
  return refusal(404, 'The report has no file of this name.', { parameter: 'file_name', allowed });
}

function unknownReport(reportId: string) {
  const sentence = `There is no report ${reportId}. GET ${REPORTS} lists those that are kept.`;
  return refusal(404, sentence, { parameter: 'report_id' });
}

function entryJson(
  entry: ReportEntry,
  baseUrl: string,
): Operations['getTelemetryReport']['answer']['report'] {
  const url = `${baseUrl}${REPORTS}/${entry.reportId}`;
  return {
    report_id: entry.reportId,
    state: entry.state,
    progress: entry.progressRatio,
    created_at: entry.createdAtUnixMs / 1000,
    ended_at: unixSeconds(entry.endedAtUnixMs),
    start_time: unixSeconds(entry.startUnixMs),
    end_time: unixSeconds(entry.endUnixMs),
    report_url: `${url}/report.html`,
    files: entry.files.map(({ name, contentType, sizeBytes }) => ({
      name,
      content_type: contentType,
      ...(sizeBytes !== undefined && { size_bytes: sizeBytes }),
      url: `${url}/${name}`,
    })),
    error: entry.error ?? null,
  };
}
