/** What answers each operation of the contract: one that has no route does not compile. */
import type { OperationId } from '../../api/index.ts';
import type { Route } from '../call.ts';
import { getTelemetryConfig, updateTelemetryConfig } from './configuration.ts';
import {
  getCatalog,
  getChart,
  getChartFile,
  getTables,
  listCharts,
  listRuns,
  query,
  queryFile,
} from './history.ts';
import { ingest } from './ingest.ts';
import { getFindings, getNow, getObjectives, getRealtimeTelemetry } from './now.ts';
import { getApiPage, getAsset, getDashboard } from './pages.ts';
import {
  generateTelemetryReport,
  getTelemetryReport,
  getTelemetryReportFile,
  listTelemetryReports,
} from './reports.ts';
import { getAimlReport, getHealth, getOpenApi, getPrometheusMetrics, getReadiness } from './service.ts';
import { getTelemetryMetrics, getVisualization, getVisualizationFile } from './storage.ts';

export const routes: { readonly [Id in OperationId]: Route<Id> } = {
  getNow,
  getFindings,
  getObjectives,
  listCharts,
  getChart,
  getChartFile,
  query,
  queryFile,
  getCatalog,
  listRuns,
  getTables,
  getTelemetryMetrics,
  getRealtimeTelemetry,
  getVisualization,
  getVisualizationFile,
  generateTelemetryReport,
  listTelemetryReports,
  getTelemetryReport,
  getTelemetryReportFile,
  getTelemetryConfig,
  updateTelemetryConfig,
  getPrometheusMetrics,
  ingest,
  getHealth,
  getReadiness,
  getAimlReport,
  getOpenApi,
  getDashboard,
  getApiPage,
  getAsset,
};
