/** Rules of Prometheus: what is recorded, what fires, and the proof that it does. */
import type { Settings } from '../options.ts';
import { ALERTS, type AlertRule, alertRule, chosenAlerts, ruleQueries } from './alerts.ts';
import { type RecordingRule, recordingRules } from './recording.ts';

export type { AlertRule } from './alerts.ts';
export { duration } from './alerts.ts';
export type { RecordingRule } from './recording.ts';
export { runbooks } from './runbooks.ts';
export { alertTests } from './unit-tests.ts';

export const ALERT_NAMES: readonly string[] = ALERTS.map(({ name }) => name);

export interface RuleGroup<Rule = AlertRule | RecordingRule> {
  readonly name: string;
  readonly rules: readonly Rule[];
}

export function recordingGroups(settings: Settings): RuleGroup<RecordingRule>[] {
  return [{ name: 'inferometer-objectives', rules: recordingRules(ruleQueries(settings)) }];
}

/** A group for each component. */
export function alertGroups(settings: Settings): RuleGroup<AlertRule>[] {
  const x = ruleQueries(settings);
  const groups = new Map<string, AlertRule[]>();
  for (const chosen of chosenAlerts(settings)) {
    const name = `inferometer-${chosen.alert.component}`;
    groups.set(name, [...(groups.get(name) ?? []), alertRule(chosen, x)]);
  }
  return [...groups].map(([name, rules]) => ({ name, rules }));
}
