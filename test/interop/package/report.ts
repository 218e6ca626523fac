// Every export of `inferometer/report`, called as a program would.
import * as report from 'inferometer/report';
import { historyOf } from 'inferometer/store';
import { recorded } from './root.ts';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

export const calls = {
  buildReport: async () => {
    const options: report.ReadingOptions = { analysisPercentiles: [50, 95] };
    const document: report.ReportDocument = report.buildReport((await recorded()).snapshot(), options);
    const sections: readonly report.Section[] = document.sections;
    expect(sections.length > 0);
  },
  createReport: async () => {
    const telemetry = await recorded();
    const options: report.CreateReportOptions = {
      formats: ['html', 'json'] satisfies report.ReportFileFormat[],
    };
    const history: report.ReportHistory = historyOf(telemetry);
    const { files, document }: report.CreatedReport = await report.createReport(history, options);
    const names: string[] = files.map(({ name }: report.ReportFile) => name);
    expect(names.join() === 'report.html,index.html,report.json' && document.sections.length > 0);
  },
  generateMetricsReport: async () => {
    const options: report.ReportOptions = { format: 'markdown' satisfies report.ReportFormat };
    expect(report.generateMetricsReport(await recorded(), options).startsWith('# '));
  },
  getComprehensiveReport: async () => {
    const whole: report.ComprehensiveReport = report.getComprehensiveReport(await recorded());
    const json: report.ReportJson = whole.toJSON();
    const version: 1 = json.schema_version;
    const means: (number | null)[] = Object.values(json.models.models).map((one) => one.load_time_stats.mean);
    expect(version === 1 && means.length > 0);
  },
  reportSecurityPolicy: () => {
    expect(report.reportSecurityPolicy().startsWith("default-src 'none'"));
  },
  renderReport: async () => {
    expect(report.renderReport(report.buildReport(await recorded()), 'text').length > 0);
  },
} satisfies Record<keyof typeof report, () => unknown>;

export type Named = [
  report.Block,
  report.Cell,
  report.Column,
  report.Sparkline,
  report.Change,
  report.Evidence,
  report.KeyValues,
  report.MetricsSource,
  report.Finding,
  report.Findings,
  report.Note,
  report.Picture,
  report.ReportRange,
  report.Figure,
  report.Measurement,
  report.MeasurementUnit,
  report.Severity,
  report.Table,
];
