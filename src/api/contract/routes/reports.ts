/** Reports and the configuration: the routes of the source document that do something. */
import { errors, HTML, json, PNG, SVG } from '../answers.ts';
import { type Content, type Paths, schemaRef } from '../openapi.ts';
import { parameters, RANGE } from '../parameters.ts';
import { EXAMPLES, type SchemaName } from '../schemas/index.ts';

export const REPORTS_TAG = {
  name: 'Reports',
  description: 'Pages, data and pictures of a range of time, made in the background and kept for a while.',
};

export const CONFIGURATION_TAG = { name: 'Configuration', description: 'What is recorded, and how.' };

/** As JSON or as a form: the client of the source document posts forms. */
function body(name: SchemaName): Content {
  const content = { schema: schemaRef(name), example: EXAMPLES[name] };
  return { 'application/json': content, 'application/x-www-form-urlencoded': content };
}

export const REPORT_PATHS: Paths = {
  '/api/v0/wal/telemetry/report': {
    post: {
      operationId: 'generateTelemetryReport',
      summary: 'Make a report',
      description:
        'Answers at once; the report is made in the background. The range is taken from the body or from the query; where both have it, from the body.',
      tags: [REPORTS_TAG.name],
      parameters: parameters(...RANGE),
      requestBody: { required: false, content: body('ReportRequest') },
      responses: {
        200: { description: 'Where it will be.', content: json('ReportStarted') },
        ...errors(413, 415, 429),
      },
    },
  },
  '/api/v0/wal/telemetry/reports': {
    get: {
      operationId: 'listTelemetryReports',
      summary: 'The reports that are kept',
      tags: [REPORTS_TAG.name],
      responses: {
        200: { description: 'The reports.', content: json('Reports') },
        ...errors(),
      },
    },
  },
  '/api/v0/wal/telemetry/reports/{report_id}': {
    get: {
      operationId: 'getTelemetryReport',
      summary: 'How far a report is',
      tags: [REPORTS_TAG.name],
      parameters: parameters('report_id'),
      responses: {
        200: { description: 'The report and its files.', content: json('ReportStatus') },
        ...errors(404),
      },
    },
  },
  '/api/v0/wal/telemetry/reports/{report_id}/{file_name}': {
    get: {
      operationId: 'getTelemetryReportFile',
      summary: 'A file of a report',
      description: 'While the report is being made the answer is 503, and says when to try again.',
      tags: [REPORTS_TAG.name],
      parameters: parameters('report_id', 'file_name'),
      responses: {
        200: {
          description: 'The file, of its own type.',
          content: {
            ...HTML,
            'application/json': {},
            'text/markdown': { schema: { type: 'string' } },
            ...SVG,
            ...PNG,
          },
        },
        ...errors(404),
      },
    },
  },
};

export const CONFIGURATION_PATHS: Paths = {
  '/api/v0/wal/telemetry/config': {
    get: {
      operationId: 'getTelemetryConfig',
      summary: 'The configuration',
      tags: [CONFIGURATION_TAG.name],
      responses: {
        200: { description: 'What is in force.', content: json('TelemetryConfiguration') },
        ...errors(),
      },
    },
    post: {
      operationId: 'updateTelemetryConfig',
      summary: 'Change the configuration',
      description:
        'What is given is in force at once and kept for the next start; `metrics_path` and `operation_hooks` take effect with that alone, and a warning says so. Where one field is wrong nothing is changed, and `errors` has each that is.',
      tags: [CONFIGURATION_TAG.name],
      requestBody: { required: true, content: body('ConfigurationChange') },
      responses: {
        200: { description: 'What is in force now.', content: json('TelemetryConfigurationChanged') },
        ...errors(413, 415, 429),
      },
    },
  },
};
