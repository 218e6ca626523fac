/** Dashboards, rules and manifests for the metrics of the library. */
export { InferometerError } from '../errors.ts';
export { createDashboards, createRules, monitoringFiles } from './files.ts';
export type { AlertOverride, MonitoringOptions, NotificationOptions, Severity } from './options.ts';
export type { AlertRule, RecordingRule, RuleGroup } from './rules/index.ts';
export { type AlertThresholds, DEFAULT_ALERT_THRESHOLDS } from './thresholds.ts';
