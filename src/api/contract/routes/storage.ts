/** The routes of the source document (WAL Telemetry API) that tell what was recorded. */
import { ARROW, CSV, EVENTS, errors, json, PNG, SVG } from '../answers.ts';
import type { Paths } from '../openapi.ts';
import { parameters, RANGE, STORAGE_FILTERS } from '../parameters.ts';

export const STORAGE_TAG = {
  name: 'Storage operations',
  description:
    'The operations of a write-ahead log or a queue: paths, parameters and answers are those of the WAL Telemetry API of ipfs_kit_py.',
};

const tags = [STORAGE_TAG.name];
const PICTURE = parameters(...STORAGE_FILTERS, ...RANGE, 'step', 'width', 'height', 'theme');

export const STORAGE_PATHS: Paths = {
  '/api/v0/wal/telemetry/metrics': {
    get: {
      operationId: 'getTelemetryMetrics',
      summary: 'Metrics of storage operations',
      description:
        'Points over time, for each metric type, operation type and backend. With `step` one point for every so many seconds; without it, with `aggregation` one point of the whole range, else steps as the range has room for.',
      tags,
      parameters: parameters('metric_type_filter', ...STORAGE_FILTERS, ...RANGE, 'aggregation', 'step'),
      responses: {
        200: {
          description: 'The metrics.',
          content: { ...json('TelemetryMetrics'), ...CSV, ...ARROW },
        },
        ...errors(406),
      },
    },
  },
  '/api/v0/wal/telemetry/realtime': {
    get: {
      operationId: 'getRealtimeTelemetry',
      summary: 'Storage operations now',
      description:
        'What the last interval says. As `text/event-stream`, an event `realtime` once a second at most, whose data is the same answer; its id goes back as `Last-Event-ID`.',
      tags,
      responses: {
        200: { description: 'The latest figures.', content: { ...json('RealtimeTelemetry'), ...EVENTS } },
        ...errors(406),
      },
    },
  },
  '/api/v0/wal/telemetry/visualization/{metric_type}': {
    get: {
      operationId: 'getVisualization',
      summary: 'A picture of one metric type',
      description: 'PNG; SVG where the request accepts that and not PNG.',
      tags,
      parameters: [...parameters('metric_type'), ...PICTURE],
      responses: {
        200: { description: 'The picture. Of no data it says so.', content: { ...PNG, ...SVG } },
        ...errors(404, 406, 429),
      },
    },
  },
  '/api/v0/wal/telemetry/visualization/{metric_type}.{extension}': {
    get: {
      operationId: 'getVisualizationFile',
      summary: 'A picture of one metric type, as a file',
      tags,
      parameters: [...parameters('metric_type', 'picture_extension'), ...PICTURE],
      responses: {
        200: { description: 'The picture, whatever the request accepts.', content: { ...PNG, ...SVG } },
        ...errors(404, 429),
      },
    },
  },
};
