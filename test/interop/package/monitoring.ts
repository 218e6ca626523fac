// Every export of `inferometer/monitoring`, called as a program would.
import * as monitoring from 'inferometer/monitoring';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

const severity: monitoring.Severity = 'critical';
const override: monitoring.AlertOverride = { severity, forSeconds: 60 };
const notifications: monitoring.NotificationOptions = { webhookUrl: 'http://127.0.0.1:9000/' };
const thresholds: Partial<monitoring.AlertThresholds> = { inferenceSeconds: 0.5 };
const options: monitoring.MonitoringOptions = {
  job: 'chat',
  thresholds,
  alerts: { InferenceLatencyHigh: override, WorkersIdle: false },
  notifications,
};

export const calls = {
  DEFAULT_ALERT_THRESHOLDS: () => expect(monitoring.DEFAULT_ALERT_THRESHOLDS.trainingLoss === 2),
  InferometerError: () => {
    try {
      monitoring.monitoringFiles({ job: '' });
    } catch (error) {
      expect(error instanceof monitoring.InferometerError && error.code === 'MONITORING_OPTION_RANGE');
    }
  },
  createDashboards: () => expect(monitoring.createDashboards(options).size === 5),
  createRules: () => {
    const groups: readonly monitoring.RuleGroup[] = monitoring.createRules(options);
    const rules: readonly (monitoring.AlertRule | monitoring.RecordingRule)[] = groups.flatMap(
      (group) => group.rules,
    );
    expect(rules.some((rule) => 'alert' in rule && rule.for === '1m'));
  },
  monitoringFiles: () => expect(monitoring.monitoringFiles(options).has('prometheus/prometheus.yml')),
};
