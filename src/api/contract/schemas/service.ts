/** The service itself: whether it lives, and the report of AI work as JSON. */
import { count, mapOf, number, oneOf, type Schema, text } from '../openapi.ts';
import { answer, answered, type Described, UNIX_SECONDS } from './answer.ts';

/** Of the report, a part for each kind of work; what is in it is in docs/reports.md. */
const ANYTHING = { type: 'object', additionalProperties: true } as const satisfies Schema;
const LIST = { type: 'array', items: ANYTHING } as const satisfies Schema;

export const SERVICE = {
  schemas: {
    Health: answer('get_health', {
      status: { const: 'ok' },
      version: text('Of the library.'),
      uptime_seconds: number('Since the telemetry was made.'),
    }),
    Readiness: answer('get_readiness', {
      status: { const: 'ready' },
      checks: mapOf(
        oneOf(['ok', 'off', 'damaged']),
        'By part: `telemetry`, `store`; of a damaged store what is damaged is left out of answers.',
      ),
    }),
    AimlReport: {
      type: 'object',
      description: 'What was recorded of AI work, with the names of the source document.',
      required: ['success', 'operation', 'timestamp', 'schema_version', 'analysis', 'recommendations'],
      additionalProperties: true,
      properties: {
        success: { const: true },
        operation: { const: 'get_aiml_report' },
        schema_version: count(),
        report: text('The same as markdown.'),
        timestamp: UNIX_SECONDS,
        environment: { ...ANYTHING, description: 'Which program it was, who recorded, and when.' },
        models: ANYTHING,
        inference: ANYTHING,
        streams: ANYTHING,
        training: ANYTHING,
        datasets: ANYTHING,
        distributed: ANYTHING,
        storage: ANYTHING,
        http: ANYTHING,
        drift: ANYTHING,
        continual_learning: ANYTHING,
        operations: LIST,
        failures: LIST,
        objectives: LIST,
        budgets: LIST,
        metrics: ANYTHING,
        analysis: ANYTHING,
        recommendations: LIST,
      },
    },
    OpenApiDocument: {
      type: 'object',
      required: ['openapi', 'info', 'paths'],
      additionalProperties: true,
      properties: {
        openapi: { type: 'string', pattern: '^3\\.1\\.' },
        info: ANYTHING,
        servers: LIST,
        security: LIST,
        tags: LIST,
        paths: ANYTHING,
        components: ANYTHING,
      },
    },
  },
  examples: {
    Health: answered('get_health', { status: 'ok', version: '0.1.0', uptime_seconds: 5134.2 }),
    Readiness: answered('get_readiness', { status: 'ready', checks: { telemetry: 'ok', store: 'off' } }),
    AimlReport: answered('get_aiml_report', {
      schema_version: 1,
      models: {},
      inference: {},
      training: {},
      datasets: {},
      distributed: {},
      analysis: {},
      recommendations: [],
    }),
    OpenApiDocument: {
      openapi: '3.1.0',
      info: { title: 'Inferometer', version: '0.1.0' },
      paths: {},
    },
  },
} as const satisfies Described;
