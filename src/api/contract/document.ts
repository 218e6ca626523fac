/** The contract of the REST API: one OpenAPI 3.1 document. Nothing else describes a route. */
import { ERRORS } from './answers.ts';
import type { OpenApi } from './openapi.ts';
import { PARAMETERS } from './parameters.ts';
import { HISTORY_PATHS, HISTORY_TAG, NOW_PATHS, NOW_TAG } from './routes/history.ts';
import { CONFIGURATION_PATHS, CONFIGURATION_TAG, REPORT_PATHS, REPORTS_TAG } from './routes/reports.ts';
import { SERVICE_PATHS, SERVICE_TAG } from './routes/service.ts';
import { STORAGE_PATHS, STORAGE_TAG } from './routes/storage.ts';
import { SCHEMAS } from './schemas/index.ts';

/** @param version of the library */
export function openApiDocument(version: string): OpenApi {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Inferometer',
      version,
      summary: 'What telemetry of AI work recorded, over HTTP.',
      description: [
        'Times are Unix seconds, as numbers with a fraction; ranges are half-open, and either end may stand alone.',
        'Durations are seconds. Filters combine: all that are given must hold. A parameter that nobody knows is an error.',
        'Every answer in JSON has `success`, `operation` and `timestamp`; errors have `error` and `error_type` besides, and name the `parameter` and what is `allowed`.',
      ].join('\n\n'),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'Where this document came from.' }],
    security: [{ bearer: [] }, {}],
    tags: [NOW_TAG, HISTORY_TAG, STORAGE_TAG, REPORTS_TAG, CONFIGURATION_TAG, SERVICE_TAG],
    paths: {
      ...NOW_PATHS,
      ...HISTORY_PATHS,
      ...STORAGE_PATHS,
      ...REPORT_PATHS,
      ...CONFIGURATION_PATHS,
      ...SERVICE_PATHS,
    },
    components: {
      schemas: SCHEMAS,
      parameters: PARAMETERS,
      responses: ERRORS,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'Where the server was started with a token.' },
      },
    },
  };
}
