/** Dashboards for Grafana: what its SDK made of the catalogue, with the expressions of these options. */
import { readCompact } from '../compact-json.ts';
import { SKELETONS_TEXT } from '../generated/dashboards.ts';
import type { Settings } from '../options.ts';
import type { Queries } from '../queries.ts';
import { DASHBOARDS, dashboardQueries } from './catalogue.ts';
import type { Dashboard, GrafanaDashboard } from './model.ts';

/** In Grafana's classic schema, by id: what SDK and catalogue make, with the expressions of these options. */
export function grafanaDashboards(settings: Settings): ReadonlyMap<Dashboard['id'], object> {
  const skeletons = readCompact<Readonly<Record<Dashboard['id'], GrafanaDashboard>>>(SKELETONS_TEXT);
  return new Map(
    DASHBOARDS.map((dashboard) => [dashboard.id, filled(dashboard, skeletons[dashboard.id], settings)]),
  );
}

function filled(dashboard: Dashboard, skeleton: GrafanaDashboard, settings: Settings): object {
  const x = dashboardQueries(settings, dashboard);
  const panels = dashboard.rows.flatMap(({ panels }) => panels).values();
  return {
    ...skeleton,
    templating: {
      list: skeleton.templating.list.map((variable) => {
        const query = variableQuery(variable.name, dashboard, x);
        if (query === undefined) return variable;
        const current = variable.name === 'job' && { current: { text: settings.job, value: settings.job } };
        return { ...variable, query, definition: query, ...current };
      }),
    },
    panels: skeleton.panels.map((made) => {
      if (made.type === 'row') return made;
      const targets = panels.next().value?.targets(x) ?? [];
      return {
        ...made,
        targets: made.targets?.map((target, i) => ({
          ...target,
          expr: targets[i]?.expr ?? '',
          legendFormat: targets[i]?.legend ?? '__auto',
          // Native histograms come as cells; classic buckets are to be told apart.
          ...(made.type === 'heatmap' && {
            format: x.isNative ? 'time_series' : 'heatmap',
            legendFormat: '{{le}}',
          }),
        })),
      };
    }),
  };
}

/** What a variable offers; undefined for that of data sources. */
function variableQuery(name: string, { variables }: Dashboard, x: Queries): string | undefined {
  if (name === 'job') return 'label_values(up, job)';
  if (name === 'instance') return 'label_values(up{job=~"$job"}, instance)';
  const variable = variables.find((one) => one.name === name);
  if (variable === undefined) return undefined;
  const { metric, label } = variable;
  // A classic histogram has no series under its own name.
  const suffix = x.isNative || !x.bounds(metric).length ? '' : '_count';
  return `label_values(${x.name(metric)}${suffix}{job=~"$job"}, ${x.label(metric, label)})`;
}
