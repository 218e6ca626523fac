/** promtool's unit tests of the alerts: each fires with series that are wrong, and is silent with healthy ones. */
import type { Settings } from '../options.ts';
import type { Queries } from '../queries.ts';
import {
  annotationsOf,
  type ChosenAlert,
  chosenAlerts,
  duration,
  labelOf,
  ruleQueries,
  shownAs,
} from './alerts.ts';
import { type Sample, Samples } from './samples.ts';

interface UnitTest {
  readonly name: string;
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly alert_rule_test: readonly {
    readonly eval_time: string;
    readonly alertname: string;
    readonly exp_alerts: readonly object[];
  }[];
}

/**
 * A file for `promtool test rules`, beside the folder of the rules.
 *
 * Alerts over native histograms have none: promtool has no notation of these that all of its versions read.
 */
export function alertTests(settings: Settings, ruleFiles: readonly string[]): object {
  const x = ruleQueries(settings);
  return {
    rule_files: ruleFiles,
    evaluation_interval: duration(stepSeconds(settings)),
    tests: chosenAlerts(settings).flatMap((chosen) => testsOf(chosen, x)),
  };
}

/** Of burn rates, whatever rates are taken over elsewhere. */
const SHORTEST_WINDOW_SECONDS = 300;

/**
 * Between samples, and between evaluations: as coarse as the shortest window of a rate allows, since each test evaluates all
 * rules at every step.
 */
function stepSeconds({ rateWindowSeconds }: Settings): number {
  return Math.max(1, Math.floor(Math.min(rateWindowSeconds, SHORTEST_WINDOW_SECONDS) / 5));
}

function testsOf({ alert, severity, forSeconds }: ChosenAlert, x: Queries): UnitTest[] {
  const step = stepSeconds(x.settings);
  // The condition holds for longer than it has to, whenever rules are evaluated.
  const heldSeconds = forSeconds + 3 * step;
  const seconds = heldSeconds + x.settings.rateWindowSeconds;
  const samples = new Samples(x, Math.ceil(seconds / step), Math.ceil(heldSeconds / step));
  const check = alert.check(x, samples);
  if (x.isNative && check.samples.some(({ series }) => series.includes('_bucket{'))) return [];
  const labels = Object.entries(check.labels).map(([label, value]) => [labelOf(alert, x, label), value]);
  const named = new Map(labels as [string, string][]);
  const fired = {
    exp_labels: {
      ...Object.fromEntries(named),
      severity,
      component: alert.component,
      ...(alert.objective !== undefined && { objective: alert.objective }),
    },
    exp_annotations: annotationsOf(
      alert,
      x,
      (label) => named.get(label) ?? '',
      shownAs(alert.shown, check.value),
    ),
  };
  const test = (name: string, values: (sample: Sample) => string, expected: readonly object[]): UnitTest => ({
    name: `${alert.name}: ${name}`,
    interval: duration(step),
    input_series: check.samples.map((sample) => ({ series: sample.series, values: values(sample) })),
    alert_rule_test: [{ eval_time: duration(seconds), alertname: alert.name, exp_alerts: expected }],
  });
  return [test('fires', ({ wrong }) => wrong, [fired]), test('is silent', ({ healthy }) => healthy, [])];
}
