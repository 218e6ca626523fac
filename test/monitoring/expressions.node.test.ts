// No expression names a series, or a label, that no way out writes: each is parsed, and looked up in the pages that are made from
// the catalogue and from the table of name sets.
import { readFileSync } from 'node:fs';
import { createDashboards, createRules, type MonitoringOptions } from 'inferometer/monitoring';
import { assert, test } from '../harness.ts';
import { askedBy } from './promql.ts';

/** Labels by the names that samples have: `_bucket` and the like are those of classic histograms. */
type Exported = ReadonlyMap<string, ReadonlySet<string>>;

const NAME_SETS = ['kit', 'semconv-v1.41', 'semconv-genai-latest'] as const;
const TARGET_LABELS = ['job', 'instance'];

function exported(names: (typeof NAME_SETS)[number], prefix: string, isNative: boolean): Exported {
  const samples = new Map<string, Set<string>>([['up', new Set(TARGET_LABELS)]]);
  const add = (name: string, kind: string, labels: readonly string[]) => {
    const all = [...TARGET_LABELS, ...labels];
    const isClassic = kind === 'histogram' && !isNative;
    for (const suffix of isClassic ? ['_bucket', '_sum', '_count'] : ['']) {
      const own = suffix === '_bucket' ? [...all, 'le'] : all;
      samples.set(name + suffix, new Set([...(samples.get(name + suffix) ?? []), ...own]));
    }
  };
  const kinds = new Map<string, string>();
  for (const [name, kind, , labels] of rowsOf('docs/metrics.md')) {
    kinds.set((name as string).replace(/^(ipfs_aiml|wal)_/, ''), kind as string);
    add((name as string).replace(/^ipfs_aiml_/, prefix), kind as string, wordsIn(labels));
  }
  for (const [name, kind, labels] of rowsOf('docs/runtime-metrics.md'))
    add(name as string, kind as string, wordsIn(labels));
  if (names === 'kit') return samples;
  const page = readFileSync('docs/names.md', 'utf8');
  const section = page.split('\n### ').find((part) => part.startsWith(names)) as string;
  for (const [, own, , , name, attributes] of section.matchAll(
    /^\| `(\w+)`([^|]*)\| `[^|]*` \|([^|]*)\| `(\w+)` \|(.*)\|$/gm,
  )) {
    // `model_id`: `gen_ai.request.model`, and `gen_ai.operation.name` = `inference`
    const labels = [...(attributes as string).matchAll(/`([\w.]+)`(?=,| =|$| \||\s*$)/g)].map(([, label]) =>
      (label as string).replaceAll('.', '_'),
    );
    add(name as string, kinds.get(own as string) as string, labels);
  }
  return samples;
}

/** Cells of the tables of a page, without their code marks. */
function rowsOf(page: string): string[][] {
  return [...readFileSync(page, 'utf8').matchAll(/^\| `.*\|$/gm)].map(([line]) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(\w+)`$/, '$1')),
  );
}

function wordsIn(text = ''): string[] {
  return text.match(/[a-z_]\w*/g) ?? [];
}

function expressionsOf(options: MonitoringOptions): { what: string; expr: string }[] {
  const rules = createRules(options).flatMap(({ rules }) =>
    rules.map((rule) => ({ what: 'alert' in rule ? rule.alert : rule.record, expr: rule.expr })),
  );
  const panels = [...createDashboards(options)].flatMap(([id, dashboard]) => {
    const { panels, templating } = dashboard as {
      panels: { title: string; targets?: { expr: string }[] }[];
      templating: { list: { name: string; query: string }[] };
    };
    return [
      ...panels.flatMap(({ title, targets = [] }) =>
        targets.map(({ expr }) => ({ what: `${id}: ${title}`, expr })),
      ),
      ...templating.list.flatMap(({ name, query }) => {
        const [, selector, label] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? [];
        // Written as an aggregation by the label, so that this is looked up too.
        return selector === undefined
          ? []
          : [{ what: `${id}: $${name}`, expr: `count by (${label}) (${selector})` }];
      }),
    ];
  });
  return [...rules, ...panels];
}

for (const names of NAME_SETS) {
  for (const histograms of ['classic', 'native'] as const) {
    test(`${names}, ${histograms}: every expression names series and labels that are exported`, () => {
      const options = { names, histograms, prefix: 'mine_' };
      const samples = exported(names, 'mine_', histograms === 'native');
      const recorded = new Map(
        createRules(options).flatMap(({ rules }) =>
          rules.flatMap((rule) =>
            'record' in rule
              ? [
                  [
                    rule.record,
                    new Set(
                      rule.record.startsWith('job_gen_ai')
                        ? ['job', 'gen_ai_request_model']
                        : ['job', 'model_id'],
                    ),
                  ] as const,
                ]
              : [],
          ),
        ),
      );
      const labelsOf = (metric: string) => recorded.get(metric) ?? samples.get(metric);
      const expressions = expressionsOf(options);
      assert.ok(expressions.length > 130, `${expressions.length}`);
      const faults = expressions.flatMap(({ what, expr }) => {
        const { selectors, groupings } = askedBy(expr);
        return [
          ...selectors.flatMap(({ metric, labels }) => {
            const known = labelsOf(metric);
            if (known === undefined) return [`${what}: nobody writes ${metric}`];
            return labels
              .filter((label) => !known.has(label))
              .map((label) => `${what}: ${metric} has no ${label}`);
          }),
          ...groupings.flatMap(({ labels, metrics }) =>
            labels
              .filter((label) => !metrics.every((metric) => labelsOf(metric)?.has(label)))
              .map((label) => `${what}: not all of ${metrics.join(', ')} have ${label}`),
          ),
        ];
      });
      assert.equal(faults, []);
    });
  }
}

test('the look-up finds what is wrong', () => {
  assert.throws(() => askedBy('sum by (job (up)'));
  assert.equal(askedBy('sum by (model_id) (rate(a{job="b",c!="d"}[5m]))').selectors, [
    { metric: 'a', labels: ['job', 'c'] },
  ]);
  const samples = exported('kit', 'ipfs_aiml_', false);
  assert.is(samples.has('ipfs_aiml_inference_seconds'), false);
  assert.equal(
    [...(samples.get('ipfs_aiml_inference_seconds_count') as Set<string>)],
    ['job', 'instance', 'model_id', 'batch_size'],
  );
});
