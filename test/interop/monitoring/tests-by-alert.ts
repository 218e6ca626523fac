/** promtool's tests of a pack, each alert's beside its own rule alone. */
import { writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { assert } from '../../harness.ts';
import type { Pack } from './pack.ts';

interface Group {
  readonly rules: readonly { readonly record?: string; readonly alert?: string; readonly expr: string }[];
}

interface Tests {
  readonly tests: readonly { readonly alert_rule_test: readonly { readonly alertname: string }[] }[];
}

/**
 * Writes the tests of a pack again, a file for each alert, with its rule and what that reads of the recording rules; answers their
 * paths. promtool evaluates all rules of a file at every step of every test, and a test asks for one alert: of forty evaluations
 * thirty-nine are of no use to it. No rule reads another alert, and a test that misses a rule does not fire.
 */
export function writeTestsByAlert(pack: Pack): string[] {
  const read = (name: string) => parse(pack.files.get(`prometheus/${name}`) as string);
  const recorded: readonly Group[] = read('rules/recording.yml').groups;
  const alerts: readonly Group[] = read('rules/alerts.yml').groups;
  const all: Tests = read('tests/alerts.test.yml');
  const write = (name: string, data: object) => {
    const path = pack.path(`prometheus/tests/${name}`);
    writeFileSync(path, stringify(data));
    return path;
  };
  let left = all.tests.length;
  const paths = alerts.flatMap((group) =>
    group.rules.map((rule) => {
      const of = recorded.map((one) => {
        return { ...one, rules: one.rules.filter(({ record }) => rule.expr.includes(record as string)) };
      });
      const groups = [...of.filter(({ rules }) => rules.length > 0), { ...group, rules: [rule] }];
      const tests = all.tests.filter(({ alert_rule_test: [asked] }) => asked?.alertname === rule.alert);
      left -= tests.length;
      write(`${rule.alert}.rules.yml`, { groups });
      return write(`${rule.alert}.test.yml`, { ...all, rule_files: [`${rule.alert}.rules.yml`], tests });
    }),
  );
  assert.is(left, 0, 'tests of no alert');
  return paths;
}
