/** Storage operations, as the WAL Telemetry API tells them. */
import { storageChartId } from '../../chart/inner.ts';
import type { StorageMetricType } from '../../telemetry/index.ts';
import { tableResponse } from '../answers/tables.ts';
import type { Call, Route } from '../call.ts';
import { filterOf, rangeOf } from '../questions/range.ts';
import { pictureCost, pictureResponse } from '../views/picture.ts';
import { storageMetrics, storageTable } from '../views/storage-metrics.ts';

export const getTelemetryMetrics: Route<'getTelemetryMetrics'> = async (call) => {
  const { serving, parameters, mediaType } = call;
  const { metric_type: metricType, aggregation, step } = parameters;
  const metrics = await serving.shared(call, (signal) =>
    storageMetrics(serving.history, {
      range: rangeOf(parameters),
      filter: filterOf(parameters),
      ...{ metricType, aggregation, stepSeconds: step, signal },
    }),
  );
  if (mediaType !== 'application/json') return tableResponse(storageTable(metrics), mediaType);
  return {
    metrics,
    ...(metricType !== undefined && { metric_type: metricType }),
    ...(aggregation !== undefined && { aggregation }),
  };
};

export const getVisualization: Route<'getVisualization'> = (call) => visualization(call, call.mediaType);

export const getVisualizationFile: Route<'getVisualizationFile'> = (call) =>
  visualization(call, call.parameters.extension === 'svg' ? 'image/svg+xml' : 'image/png');

async function visualization(
  { serving, parameters, signal }: Call<'getVisualization'> | Call<'getVisualizationFile'>,
  mediaType: string,
): Promise<Response> {
  serving.pictures.take(pictureCost(mediaType, parameters));
  const { metric_type: metricType, step } = parameters;
  const chart = await serving.chart(storageChartId(metricType as StorageMetricType), {
    ...filterOf(parameters),
    ...rangeOf(parameters),
    ...(step !== undefined && { stepSeconds: step }),
    signal,
  });
  return pictureResponse(chart, mediaType, parameters, serving.settings.png);
}
