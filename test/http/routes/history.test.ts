// What was recorded, over /api/v1: each answer is held against the contract, and says what the library says.

import { tableFromIPC } from '@uwdata/flechette';
import {
  createContinualLearningTracker,
  createTelemetry,
  recordDriftCheck,
  type Telemetry,
} from 'inferometer';
import { listCharts } from 'inferometer/chart';
import { historyOf, MemoryFiles, openStore, readStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';
import { type Asking, asking, askingOf } from '../serving.ts';

const V1 = '/api/v1';

test('now: what goes on, with the parts of which nothing is known as null', () =>
  asking(async ({ json }) => {
    const now = await json(`${V1}/now`);
    assert.is(now.is_recording, true);
    assert.is((now.latency as { count: number }).count, 44, JSON.stringify(now));
    assert.equal((now.workers as { total: number }).total, 1);
    assert.is((now.training as { model_id: string }).model_id, 'llama');
    const categories = now.categories as string[];
    for (const category of [
      'model',
      'inference',
      'stream',
      'training',
      'dataset',
      'distributed',
      'storage',
      'http',
    ]) {
      assert.ok(categories.includes(category), category);
    }
    const one = await json(`${V1}/now?model_id=nobody`);
    assert.equal([(one.latency as { count: number }).count, (one.latency as { p99: null }).p99], [0, null]);
  }));

test('now: of a telemetry that has recorded nothing', () =>
  askingOf(createTelemetry({ logLevel: 'silent' }), async ({ json }) => {
    const {
      latency,
      error_ratio,
      tokens_per_second,
      training,
      workers,
      storage_queue,
      categories,
      findings,
    } = await json(`${V1}/now`);
    assert.equal(latency, { p50: null, p95: null, p99: null, count: 0 });
    assert.equal(
      [error_ratio, tokens_per_second, training, workers, storage_queue],
      [null, null, null, null, null],
    );
    assert.equal([categories, findings], [[], { high: 0, medium: 0 }]);
  }));

test('findings: with their evidence, thresholds, and the chart that shows them', () =>
  asking(async ({ json }) => {
    const answer = await json(`${V1}/findings`);
    const findings = answer.findings as { severity: string; chart: { id: string; filter: object } }[];
    assert.ok(findings.length > 0);
    assert.equal(
      [...findings].map(({ severity }) => severity).sort(),
      findings.map(({ severity }) => severity).sort(),
    );
    const ids = listCharts().map(({ id }) => id);
    for (const { chart } of findings) assert.ok(ids.includes(chart.id), chart.id);
    assert.equal((answer.thresholds as Record<string, unknown>).inference_seconds, {
      medium: 0.1,
      high: 0.5,
    });
    const never = await json(`${V1}/findings?start_time=1&end_time=2`);
    assert.equal(never.findings, []);
  }));

test('findings of drift and of forgetting lead to their charts, narrowed to their task', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  recordDriftCheck(telemetry, { taskId: 'prompts', score: 0.99, threshold: 0.95, drifted: true });
  const learner = createContinualLearningTracker(telemetry);
  learner.recordTaskCompletion({ taskId: 'digits', retentionScore: 0.99 });
  learner.recordRetention({ taskId: 'digits', retentionScore: 0.6 });
  await askingOf(telemetry, async ({ json }) => {
    const { findings } = (await json(`${V1}/findings`)) as {
      findings: { target: string; type: string; chart: { id: string; filter: { labels?: object } } }[];
    };
    // How well tasks are done is no training that goes on.
    assert.is((await json(`${V1}/now`)).training, null);
    const chartOf = (target: string, type: string) =>
      findings.find((one) => one.target === target && one.type === type)?.chart;
    assert.equal(chartOf('drift', 'reliability'), {
      id: 'drift-score',
      filter: { labels: { task_id: 'prompts' } },
    });
    assert.equal(chartOf('continual', 'regression'), {
      id: 'knowledge-retention',
      filter: { labels: { task_id: 'digits' } },
    });
    assert.equal(chartOf('continual', 'reliability'), { id: 'knowledge-retention', filter: {} });
    for (const id of ['drift-score', 'knowledge-retention']) {
      const { chart } = (await json(`${V1}/charts/${id}?label.task_id=digits`)) as {
        chart: { isEmpty: boolean };
      };
      assert.is(chart.isEmpty, id === 'drift-score');
    }
  });
});

test('every chart of the catalogue answers as data, as SVG, as CSV and as Arrow', () => {
  // Of a time that stands still, in which nothing changes between two answers.
  const machine = new Machine();
  const use = async ({ json, ask }: Asking) => {
    machine.pass(5);
    const { charts } = (await json(`${V1}/charts`)) as { charts: { id: string }[] };
    assert.equal(
      charts.map(({ id }) => id),
      listCharts().map(({ id }) => id),
    );
    for (const { id } of charts) {
      const more = id === 'metric' ? '?metric=inference_seconds' : '';
      const { chart } = (await json(`${V1}/charts/${id}${more}`)) as {
        chart: { id: string; isEmpty: boolean };
      };
      assert.is(chart.id, id);
      assert.match(await (await ask(`${V1}/charts/${id}.svg${more}`)).text(), '<svg ');
      const csv = await ask(`${V1}/charts/${id}.csv${more}`);
      assert.is(csv.headers.get('content-type'), 'text/csv; charset=utf-8', id);
      const table = tableFromIPC(await (await ask(`${V1}/charts/${id}.arrow${more}`)).arrayBuffer());
      const lines = (await csv.text()).trim().split('\r\n');
      assert.is(table.numRows, lines.length - 1, id);
    }
  };
  return asking(use, {}, { clock: machine, timer: machine });
});

test('query: rows of merged histograms, as JSON, CSV and Arrow', () =>
  asking(async ({ json, ask, telemetry }) => {
    const path = `${V1}/query?metric=inference_seconds&group_by=model_id&percentiles=50,99.9`;
    const { rows, is_truncated } = (await json(path)) as {
      rows: Record<string, unknown>[];
      is_truncated: boolean;
    };
    assert.equal([rows.length, is_truncated], [1, false]);
    const [row] = rows;
    const [own] = await historyOf(telemetry)
      .query({ metric: 'inference_seconds', groupBy: ['model_id'] })
      .rows();
    assert.equal([row?.count, row?.maximum, row?.labels], [own?.count, own?.maximum, { model_id: 'llama' }]);
    const csv = await (await ask(path.replace('query?', 'query.csv?'))).text();
    const [heading = '', line = ''] = csv.split('\r\n');
    const cells = Object.fromEntries(heading.split(',').map((name, i) => [name, line.split(',')[i]]));
    assert.equal(
      [Number(cells.count), cells.model_id, Number(cells.maximum)],
      [row?.count, 'llama', row?.maximum],
    );
    const table = tableFromIPC(
      await (await ask(path, { headers: { accept: 'application/vnd.apache.arrow.stream' } })).arrayBuffer(),
    );
    assert.equal([table.numRows, table.getChild('count').at(0)], [1, row?.count]);
    const truncated = await json(`${V1}/query?limit=2`);
    assert.equal([(truncated.rows as unknown[]).length, truncated.is_truncated], [2, true]);
  }));

test('a misspelt label to group by is refused where nothing has it, also where no metric is named', () =>
  asking(async ({ json, ask }) => {
    for (const of of ['', '&metric=inference_seconds', '&category=inference']) {
      const { error, parameter } = await json(`${V1}/query?group_by=modl_id${of}`, {}, 400);
      assert.is(parameter, 'group_by');
      assert.match(String(error), /model_id.*Did you mean model_id\?/);
    }
    assert.is((await ask(`${V1}/query.csv?group_by=modl_id`)).status, 400);
    // Some of what is asked for has it.
    assert.is((await ask(`${V1}/query?group_by=dataset_id`)).status, 200);
    // Of nothing at all, nobody knows.
    assert.equal((await json(`${V1}/query?group_by=modl_id&end_time=9`)).rows, []);
  }));

test('names that begin as formulas are none in a spreadsheet, and commas and quotes stay where they are', () =>
  asking(async ({ ask, telemetry }) => {
    for (const modelId of ['=cmd|calc', '+1', '@x', '-2', 'a,"b"\nc']) {
      telemetry.inference({ modelId, labels: { tenant: 'acme' } }).record(1);
    }
    const csv = await (
      await ask(`${V1}/query.csv?metric=inference_seconds&group_by=model_id&aggregation=count`)
    ).text();
    for (const cell of ["'=cmd|calc", "'+1", "'@x", "'-2", '"a,""b""\nc"'])
      assert.ok(csv.includes(`,${cell},`), cell);
  }));

test('catalog: metrics of which something was recorded, and values for filters', () =>
  asking(async ({ json }) => {
    const { metrics, values } = (await json(`${V1}/catalog`)) as {
      metrics: { name: string; help: string; labels: string[]; added_labels: string[] }[];
      values: Record<string, string[]>;
    };
    const inference = metrics.find(({ name }) => name === 'inference_seconds');
    assert.equal(inference?.help, 'Time of one inference.');
    assert.ok(inference?.labels.includes('model_id'));
    assert.equal(inference?.added_labels, ['tenant']);
    assert.ok(values.model_id?.includes('llama'));
    assert.ok(values.operation_type?.includes('add'));
    assert.ok(values.backend?.includes('ipfs'));
    assert.ok(values.tenant?.includes('acme'));
    assert.is(values.run?.length, 1);
  }));

test('runs, objectives and tables say what the library says', () =>
  asking(
    async ({ json }) => {
      const { runs } = (await json(`${V1}/runs?model_id=llama`)) as {
        runs: { last: Record<string, number> }[];
      };
      assert.equal([runs.length, runs[0]?.last.loss], [1, 0.5]);
      const { objectives } = (await json(`${V1}/objectives`)) as {
        objectives: { good: number; count: number; burn_rates: object }[];
      };
      assert.is(objectives.length, 1);
      // The server watches them.
      assert.ok('burn_rates' in (objectives[0] ?? {}));
      for (const category of [
        'model',
        'inference',
        'stream',
        'training',
        'dataset',
        'distributed',
        'storage',
        'http',
      ]) {
        const { sections } = (await json(`${V1}/tables/${category}`)) as { sections: unknown[] };
        assert.ok(sections.length > 0, category);
      }
      const { sections } = (await json(`${V1}/tables/inference?start_time=1&end_time=2`)) as {
        sections: unknown[];
      };
      assert.equal(sections, []);
    },
    {},
    { objectives: [{ operationType: 'inference', withinSeconds: 1, targetRatio: 0.9 }] },
  ));

test('a handler of a store alone answers with what others have recorded', async () => {
  const files = new MemoryFiles();
  await using store = await openStore({ files });
  using recording: Telemetry = createTelemetry({ store, logLevel: 'silent' });
  recording.inference({ modelId: 'glyphs' }).record(0.25);
  await recording.flush();
  using silent: Telemetry = createTelemetry({ enabled: false });
  const reader = readStore({ files });
  await askingOf(
    silent,
    async ({ json }) => {
      const { rows } = (await json(`${V1}/query?metric=inference_seconds`)) as { rows: { count: number }[] };
      assert.equal(
        rows.map(({ count }) => count),
        [1],
      );
      const { latency, is_recording, categories } = await json(`${V1}/now`);
      assert.equal(
        [(latency as { count: number }).count, is_recording, categories],
        [1, false, ['inference']],
      );
      const { values } = (await json(`${V1}/catalog`)) as { values: Record<string, string[]> };
      assert.equal(values.model_id, ['glyphs']);
    },
    { store: reader },
  );
  assert.is((await historyOf(silent, reader).query({}).rows()).length > 0, true);
});
