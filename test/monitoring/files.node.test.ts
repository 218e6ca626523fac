// The files as other programs read them: YAML by the rules of 1.1 and of 1.2, links that lead somewhere, options that arrive.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { createDashboards, createRules, monitoringFiles } from 'inferometer/monitoring';
import { BURN_RULES } from 'inferometer/objectives';
import { parse, parseAllDocuments } from 'yaml';
import { anyText } from '../any-text.ts';
import { assert, test } from '../harness.ts';

type Data = Readonly<Record<string, unknown>>;

function read(files: ReadonlyMap<string, string>, path: string): Data {
  return parse(files.get(path) as string);
}

const files = monitoringFiles();

test('every YAML file reads the same by the rules of 1.1 and of 1.2, and is what was meant', () => {
  const names = [...files.keys()].filter((name) => name.endsWith('.yml'));
  assert.ok(names.length >= 12);
  for (const name of names) {
    const [old, current] = (['1.1', '1.2'] as const).map((version) =>
      parseAllDocuments(files.get(name) as string, { version, strict: true }).map((document) => {
        assert.equal('errors' in document ? document.errors : [], [], name);
        return (document as { toJS(): unknown }).toJS();
      }),
    );
    assert.equal(old, current, name);
  }
  const groups = ['recording', 'alerts'].flatMap(
    (name) => read(files, `prometheus/rules/${name}.yml`).groups as object[],
  );
  assert.equal(groups, JSON.parse(JSON.stringify(createRules())));
});

test('texts of any kind arrive as they were, in YAML of both versions', () => {
  fc.assert(
    fc.property(
      anyText({ minLength: 1 }),
      fc.string({ minLength: 1 }).map((text) => text.replace(/[\s"'<>\\]/g, '#')),
      (channel, runbookUrl) => {
        const made = monitoringFiles({
          runbookUrl,
          notifications: { slack: { channel, apiUrlFile: '/run/secrets/slack' } },
        });
        for (const version of ['1.1', '1.2'] as const) {
          const config = parse(made.get('alertmanager/alertmanager.yml') as string, { version });
          assert.is(config.receivers[0].slack_configs[0].channel, channel);
          const [{ rules }] = parse(made.get('prometheus/rules/alerts.yml') as string, { version }).groups;
          assert.is(rules[0].annotations.runbook_url, `${runbookUrl}TelemetryAbsent.md`);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('every alert has a severity, a component, and a runbook among the files and in docs/', () => {
  const alerts = createRules().flatMap(({ rules }) =>
    rules.flatMap((rule) => ('alert' in rule ? [rule] : [])),
  );
  assert.ok(alerts.length > 30);
  const kept = new Set(readdirSync('docs/runbooks'));
  for (const { alert, labels, annotations } of alerts) {
    assert.match(labels.severity as string, /^(critical|warning|info)$/);
    assert.ok(labels.component);
    assert.ok(files.has(annotations.runbook_url as string), alert);
    assert.ok(kept.has(`${alert}.md`), alert);
    assert.ok(annotations.summary && annotations.description);
  }
  assert.is(new Set(alerts.map(({ alert }) => alert)).size, alerts.length);
  assert.is(kept.size, alerts.length);
});

test('the four alerts of the source document are there, with its thresholds', () => {
  const rules = new Map(
    createRules().flatMap(({ rules }) =>
      rules.flatMap((rule) => ('alert' in rule ? [[rule.alert, rule] as const] : [])),
    ),
  );
  const is = (name: string, expr: RegExp, held: string, severity: string) => {
    const rule = rules.get(name);
    assert.match(rule?.expr as string, expr);
    assert.is(rule?.for, held);
    assert.is(rule?.labels.severity, severity);
  };
  is('HighTrainingLoss', / \(training_loss\{.*\}\) > 2$/, '5m', 'warning');
  is('LowKnowledgeRetention', /avg .*\(knowledge_retention_score\{.*< 0\.8$/, '10m', 'critical');
  is('GPUMemoryHigh', /memory_usage_bytes.* \/ .*gpu_memory_total_bytes.* > 0\.9$/, '2m', 'warning');
  is(
    'InferenceLatencyHigh',
    /histogram_quantile\(0\.95, .*inference_duration_seconds_bucket.* > 1$/,
    '5m',
    'warning',
  );
});

test('prefix, job, names, targets and thresholds arrive in rules, tests, dashboards and configuration', () => {
  const made = monitoringFiles({
    job: 'chat',
    prefix: 'acme_',
    storagePrefix: 'disk_',
    targets: ['chat-0:9464', 'chat-1:9464'],
    alertmanagers: ['alerts.example:9093'],
    thresholds: { inferenceSeconds: 0.25 },
    alerts: { InferenceLatencyHigh: { severity: 'critical', forSeconds: 90 }, WorkersIdle: false },
    runbookUrl: 'https://wiki.example/runbooks/',
  });
  const all = [...made.values()].join('\n');
  assert.not.match(all, /ipfs_aiml_|wal_/);
  assert.match(all, /acme_inference_seconds_bucket\{job=\\?"chat\\?"\}/);
  assert.match(all, /disk_operation_latency_seconds/);
  const { scrape_configs: scrapes, alerting } = read(made, 'prometheus/prometheus.yml') as never as {
    scrape_configs: [{ job_name: string; static_configs: [{ targets: string[] }] }];
    alerting: { alertmanagers: [{ static_configs: [{ targets: string[] }] }] };
  };
  assert.is(scrapes[0].job_name, 'chat');
  assert.equal(scrapes[0].static_configs[0].targets, ['chat-0:9464', 'chat-1:9464']);
  assert.equal(alerting.alertmanagers[0].static_configs[0].targets, ['alerts.example:9093']);
  const rule = createRules({ alerts: { InferenceLatencyHigh: { severity: 'critical', forSeconds: 90 } } })
    .flatMap(({ rules }) => rules.flatMap((one) => ('alert' in one ? [one] : [])))
    .find(({ alert }) => alert === 'InferenceLatencyHigh');
  assert.is(rule?.for, '1m30s');
  assert.is(rule?.labels.severity, 'critical');
  assert.is(made.has('runbooks/WorkersIdle.md'), false);
  assert.not.match(made.get('prometheus/tests/alerts.test.yml') as string, /WorkersIdle/);
  const { services } = read(made, 'compose.yml') as { services: object };
  assert.equal(Object.keys(services), ['prometheus', 'alertmanager', 'grafana', 'jaeger']);
  assert.equal(Object.keys(read(files, 'compose.yml').services as object)[0], 'app');
});

test('an alert that could not fire with an objective is left out', () => {
  const names = (latencyObjective: number) =>
    createRules({ thresholds: { latencyObjective } }).flatMap(({ rules }) =>
      rules.flatMap((rule) =>
        'alert' in rule && rule.alert.startsWith('InferenceLatencyBurn') ? [rule.alert] : [],
      ),
    );
  assert.equal(names(0.95), [
    'InferenceLatencyBurnFast',
    'InferenceLatencyBurnMedium',
    'InferenceLatencyBurnSlow',
  ]);
  // Fourteen times a budget of a tenth would be more than all of them.
  assert.equal(names(0.9), ['InferenceLatencyBurnMedium', 'InferenceLatencyBurnSlow']);
});

test('native histograms are asked for as the server’s version has it', () => {
  const asked = (prometheusVersion: string) => {
    const made = monitoringFiles({ histograms: 'native', prometheusVersion });
    return [
      /scrape_native_histograms: true/.test(made.get('prometheus/prometheus.yml') as string),
      /native-histograms/.test(made.get('compose.yml') as string),
    ];
  };
  assert.equal(asked('2.42.0'), [false, true]);
  assert.equal(asked('3.7.3'), [false, true]);
  assert.equal(asked('3.8.0'), [true, false]);
  assert.equal(asked('3.16.0'), [true, false]);
});

test('misspelt and impossible options are refused, with the closest name', () => {
  const refused = (options: object, code: string, message: RegExp) =>
    assert.match(assert.throwsCode(() => monitoringFiles(options), code).message, message);
  refused({ jobs: 'a' }, 'MONITORING_UNKNOWN_OPTION', /Did you mean job\?/);
  refused(
    { thresholds: { inferenceSecond: 1 } },
    'MONITORING_UNKNOWN_OPTION',
    /"thresholds" .*Did you mean inferenceSeconds\?/,
  );
  refused(
    { alerts: { GPUMemoryHihg: false } },
    'MONITORING_UNKNOWN_OPTION',
    /"alerts" .*Did you mean GPUMemoryHigh\?/,
  );
  refused(
    { alerts: { GPUMemoryHigh: { for: 1 } } },
    'MONITORING_UNKNOWN_OPTION',
    /Did you mean forSeconds\?/,
  );
  refused({ job: 'a "b"' }, 'MONITORING_OPTION_RANGE', /"job"/);
  refused({ targets: ['http://a:1'] }, 'MONITORING_OPTION_RANGE', /host:port, got "http:\/\/a:1"/);
  refused({ thresholds: { gpuMemoryRatio: 90 } }, 'MONITORING_OPTION_RANGE', /gpuMemoryRatio/);
  refused({ thresholds: { availabilityObjective: 1 } }, 'MONITORING_OPTION_RANGE', /above 0 and below 1/);
  refused({ thresholds: { trainingLoss: 1e30 } }, 'MONITORING_OPTION_RANGE', /trainingLoss/);
  refused({ runbookUrl: 'http://x/\n"a' }, 'MONITORING_OPTION_RANGE', /runbookUrl/);
  refused({ rateWindowSeconds: 30 }, 'MONITORING_OPTION_RANGE', /four scrapes, 60, or more/);
  refused(
    { thresholds: { inferenceObjectiveSeconds: 0.7 } },
    'MONITORING_OPTION_RANGE',
    /one of the bounds of classic buckets, .* native histograms/,
  );
  assert.ok(monitoringFiles({ histograms: 'native', thresholds: { inferenceObjectiveSeconds: 0.7 } }));
  refused({ prometheusVersion: '3' }, 'MONITORING_OPTION_RANGE', /3\.16\.0/);
  refused([], 'MONITORING_OPTION_KIND', /an object with/);
});

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly format?: string;
    readonly legendFormat?: string;
  }[];
}

for (const histograms of ['classic', 'native'] as const) {
  test(`${histograms}: dashboards lie in the grid, say what they show, and choose their data source`, () => {
    const dashboards = createDashboards({ histograms });
    assert.equal([...dashboards.keys()].sort(), [
      'inference',
      'infrastructure',
      'storage',
      'streams',
      'training',
    ]);
    for (const [id, dashboard] of dashboards) {
      const { panels, uid, templating } = dashboard as {
        panels: Panel[];
        uid: string;
        templating: { list: { name: string; type: string; query: string }[] };
      };
      assert.is(uid, `inferometer-${id}`);
      assert.equal(
        templating.list.slice(0, 3).map(({ name }) => name),
        ['datasource', 'job', 'instance'],
      );
      assert.is(new Set(panels.map((panel) => panel.id)).size, panels.length);
      const taken = new Set<string>();
      for (const { type, title, description, gridPos, datasource, fieldConfig, targets = [] } of panels) {
        for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
          for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
            assert.ok(x < 24 && !taken.has(`${x},${y}`), `${id}: ${title}`);
            taken.add(`${x},${y}`);
          }
        }
        if (type === 'row') continue;
        assert.match(description ?? '', /\.$/, `${id}: ${title}`);
        assert.is(datasource?.uid, '$datasource');
        assert.ok(fieldConfig?.defaults.unit);
        assert.ok(targets.length > 0);
        for (const { expr, format } of targets) {
          assert.ok(expr.length > 0, `${id}: ${title}`);
          if (type === 'heatmap') assert.is(format, histograms === 'classic' ? 'heatmap' : 'time_series');
        }
        if (type === 'heatmap' && histograms === 'classic')
          assert.match(targets[0]?.expr as string, /^sum by \(le\) \(increase\(/);
        if (histograms === 'native') assert.not.match(JSON.stringify(targets), /_bucket|_count\{|_sum\{/);
      }
    }
  });
}

test('dashboards are made as the types of Grafana’s SDK have it', () => {
  const options = [
    '--allowJs',
    '--checkJs',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--types',
    'node',
  ];
  const { status, stdout } = spawnSync(
    process.execPath,
    // Not strict: parameters of plain JavaScript have no types of their own.
    [
      'node_modules/typescript/bin/tsc',
      '--noEmit',
      '--ignoreConfig',
      '--strict',
      'false',
      ...options,
      'scripts/docs/monitoring/dashboards.mjs',
    ],
    { encoding: 'utf8' },
  );
  assert.is(status, 0, stdout);
});

test('budgets burn by the rules that inferometer/objectives watches them by', () => {
  const all = createRules().flatMap(({ rules }) => rules.flatMap((rule) => ('alert' in rule ? [rule] : [])));
  const rulesOf = (name: RegExp) =>
    all
      .filter(({ alert }) => name.test(alert))
      .map(({ expr }) => {
        const [long, short] = [...expr.matchAll(/ratio_rate(\w+)\{/g)].map(([, window]) => window);
        const factors = new Set([...expr.matchAll(/ > ([\d.]+)/g)].map(([, factor]) => Number(factor)));
        return { window: long, shortWindow: short, burnRate: [...factors] };
      });
  const expected = BURN_RULES.map(({ window, shortWindow, burnRate }) => ({
    ...{ window, shortWindow },
    burnRate: [burnRate],
  }));
  assert.equal(rulesOf(/^InferenceAvailabilityBurn/), expected);
  assert.equal(rulesOf(/^InferenceLatencyBurn/), expected);
  // Of what the process itself holds against both windows, the alerts are told by the longer one, and say both.
  const told = all.filter(({ alert }) => /^ObjectiveBurn/.test(alert));
  assert.equal(
    told.map(({ expr }) => /window="(\w+)"/.exec(expr)?.[1]),
    BURN_RULES.map(({ window }) => window),
  );
  for (const [i, { window, shortWindow, burnRate }] of BURN_RULES.entries()) {
    const text = told[i]?.annotations.description ?? '';
    for (const part of [window, shortWindow, burnRate === 1 ? 'faster' : `${burnRate} times`])
      assert.ok(text.includes(part), `${part}: ${text}`);
  }
});
