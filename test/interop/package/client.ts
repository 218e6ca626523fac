// Every export of `inferometer/client`, called as a program would: against a handler in the same process.
import * as client from 'inferometer/client';

const health = {
  success: true,
  operation: 'get_health',
  timestamp: 1,
  status: 'ok',
  version: '1',
  uptime_seconds: 1,
};
const picture = new Response('<svg/>', { headers: { 'content-type': 'image/svg+xml' } });
const options: client.ClientOptions = {
  url: 'http://localhost',
  fetch: async ({ url }) =>
    url.endsWith('/health') ? Response.json(health) : url.endsWith('.svg') ? picture : refusal(),
};

function refusal(): Response {
  const answer: client.ErrorAnswer = {
    success: false,
    operation: 'get_now',
    timestamp: 1,
    error: 'No.',
    error_type: 'API_UNAUTHORIZED',
  };
  return Response.json(answer, { status: 401 });
}

function held(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

async function refused(): Promise<unknown> {
  try {
    await client.createClient(options).getNow();
  } catch (error) {
    return error;
  }
  throw new Error('it was answered');
}

export const calls = {
  createClient: async () => {
    const made: client.Client = client.createClient(options);
    const { status }: client.Health = await made.getHealth();
    held(status === 'ok', 'the server lives');
  },
  ApiError: async () => {
    const error = await refused();
    held(error instanceof client.ApiError && error.status === 401, 'a refusal has its status');
  },
  InferometerError: async () => {
    const sent: client.Ingestion = { key: 'write-only-key', page: 'page-of-somebody', deltas: [] };
    const taken: Pick<client.Ingested, 'acknowledged'> = { acknowledged: [] };
    held(sent.deltas.length === taken.acknowledged.length, 'what pages send is typed');
    held((await refused()) instanceof client.InferometerError, 'a refusal is an error of the library');
  },
  ApiFile: async () => {
    const given = await client.createClient(options).getChartFile({ chart: 'throughput', extension: 'svg' });
    held(given instanceof client.ApiFile && given.text() === '<svg/>', 'a picture is a file');
  },
} satisfies Record<keyof typeof client, () => unknown>;

/** Types that the calls above have no use for: that they can be named is what is held. */
export type Named = [
  client.Asked<client.GetNowParameters>,
  client.Method<'getNow'>,
  client.MetricSeries,
  client.MetricsOverTime,
  client.MetricType,
  client.Aggregation,
  client.Category,
  client.MetricCategory,
  client.MetricKind,
  client.MetricUnit,
  client.ChartId,
  client.ChartKind,
  client.Unit,
  client.Severity,
  client.ReportState,
  client.TelemetryMetrics,
  client.TelemetryPoint,
  client.RealtimeTelemetry,
  client.ReportRequest,
  client.ReportStarted,
  client.Reports,
  client.ReportStatus,
  client.Report,
  client.Configuration,
  client.ConfigurationChange,
  client.TelemetryConfiguration,
  client.TelemetryConfigurationChanged,
  client.Now,
  client.Findings,
  client.Finding,
  client.Evidence,
  client.TrainingRuns,
  client.Objectives,
  client.Tables,
  client.Block,
  client.Cell,
  client.ChartCatalogue,
  client.ChartEntry,
  client.ChartAnswer,
  client.Chart,
  client.LineChart,
  client.HeatmapChart,
  client.BarChart,
  client.DistributionChart,
  client.LanesChart,
  client.TimeAxis,
  client.NumberAxis,
  client.Line,
  client.QueryAnswer,
  client.QueryRow,
  client.Catalogue,
  client.Readiness,
  client.AimlReport,
  client.OpenApiDocument,
  client.GetNowParameters,
  client.GetFindingsParameters,
  client.GetObjectivesParameters,
  client.GetChartParameters,
  client.GetChartFileParameters,
  client.QueryParameters,
  client.QueryFileParameters,
  client.GetCatalogParameters,
  client.ListRunsParameters,
  client.GetTablesParameters,
  client.GetTelemetryMetricsParameters,
  client.GetVisualizationParameters,
  client.GetVisualizationFileParameters,
  client.GenerateTelemetryReportParameters,
  client.GetTelemetryReportParameters,
  client.GetTelemetryReportFileParameters,
  client.GetAimlReportParameters,
  client.GetAssetParameters,
  client.Operations,
  client.OperationId,
  client.ArrowColumn,
  client.ArrowTable,
  client.CallOptions,
  client.ConnectionState,
  client.EventsOptions,
  client.ApiFault,
];
