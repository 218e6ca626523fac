/** The service itself: for monitoring, for readers of pages, and for programs that read this document. */
import { type ErrorStatus, errors, HTML, json, only } from '../answers.ts';
import { type Answer, type Content, type Paths, schemaRef } from '../openapi.ts';
import { parameters } from '../parameters.ts';

export const SERVICE_TAG = {
  name: 'Service',
  description: 'For Prometheus, for whoever watches the service, and its pages.',
};

const tags = [SERVICE_TAG.name];
/** Whoever may reach the service may see that it lives. */
const EVERYONE = { security: [] } as const;
const TEXT = { schema: { type: 'string' } } as const;

const EXPOSITION: Content = {
  'text/plain': TEXT,
  'application/openmetrics-text': TEXT,
  'application/vnd.google.protobuf': {},
};

/** Pages may send text, and nothing else, to another origin without asking it first. */
const DELTAS: Content = { ...json('Ingestion'), 'text/plain': { schema: schemaRef('Ingestion') } };

function page(description: string, ...more: readonly ErrorStatus[]) {
  return { 200: { description, content: HTML } satisfies Answer, ...only(403, 404, 500, ...more) };
}

export const SERVICE_PATHS: Paths = {
  '/metrics': {
    get: {
      operationId: 'getPrometheusMetrics',
      summary: 'The page that Prometheus scrapes',
      description: 'Text, OpenMetrics or protobuf, by what the scraper accepts.',
      tags,
      responses: {
        200: { description: 'All metrics.', content: EXPOSITION },
        ...only(401, 403, 500),
      },
      'x-ignores-other-parameters': true,
    },
  },
  '/ingest': {
    post: {
      operationId: 'ingest',
      summary: 'Take what pages recorded',
      description:
        'For `inferometer/browser`: intervals of pages, each merged once, however often and in whatever order they come. The key is in the body, and lets nobody read; pages of the origins that the server names may ask. The body is JSON, also as `text/plain`, which browsers send without asking first. What cannot be read, or is of another kind than here, costs itself alone.',
      tags,
      ...EVERYONE,
      requestBody: { required: true, content: DELTAS },
      responses: {
        200: { description: 'What need not be sent again.', content: json('Ingested') },
        ...only(400, 403, 404, 413, 415, 429, 500, 503),
      },
      'x-ignores-other-parameters': true,
    },
  },
  '/health': {
    get: {
      operationId: 'getHealth',
      summary: 'Whether it lives',
      tags,
      ...EVERYONE,
      responses: { 200: { description: 'It lives.', content: json('Health') }, ...only(403, 500) },
      'x-ignores-other-parameters': true,
    },
  },
  '/ready': {
    get: {
      operationId: 'getReadiness',
      summary: 'Whether it can do its work',
      tags,
      ...EVERYONE,
      responses: {
        200: { description: 'It can.', content: json('Readiness') },
        ...only(403, 500, 503),
      },
      'x-ignores-other-parameters': true,
    },
  },
  '/aiml-report': {
    get: {
      operationId: 'getAimlReport',
      summary: 'A report of all AI work, at once',
      tags,
      parameters: parameters('start_time', 'end_time', 'model_id', 'report_format'),
      responses: {
        200: {
          description: 'The report.',
          content: { ...HTML, 'text/markdown': TEXT, 'text/plain': TEXT, ...json('AimlReport') },
        },
        ...errors(406, 429),
      },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'getOpenApi',
      summary: 'This document',
      tags,
      ...EVERYONE,
      responses: {
        200: { description: 'OpenAPI 3.1.', content: json('OpenApiDocument') },
        ...only(403, 500),
      },
      'x-ignores-other-parameters': true,
    },
  },
  '/': {
    get: {
      operationId: 'getDashboard',
      summary: 'The dashboard',
      tags,
      ...EVERYONE,
      responses: page('The page. What it shows it asks for with the token.'),
      'x-ignores-other-parameters': true,
    },
  },
  '/api': {
    get: {
      operationId: 'getApiPage',
      summary: 'The page of this document',
      tags,
      ...EVERYONE,
      responses: page('Every route, to be read and tried.'),
      'x-ignores-other-parameters': true,
    },
  },
  '/assets/{file}': {
    get: {
      operationId: 'getAsset',
      summary: 'A file of a page',
      tags,
      ...EVERYONE,
      parameters: parameters('file'),
      responses: {
        200: {
          description: 'The file: it never changes.',
          content: { 'text/javascript': TEXT, 'text/css': TEXT, 'image/svg+xml': TEXT, 'font/woff2': {} },
        },
        ...only(403, 404, 500),
      },
      'x-ignores-other-parameters': true,
    },
  },
};
