// src/monitoring/generated/dashboards.ts: the dashboards of src/monitoring/dashboards as Grafana's SDK makes them, in its classic
// schema, without their expressions: these depend on options. So nobody who uses the library needs the SDK.
import {
  AxisPlacement,
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  FieldColorBuilder,
  FieldColorModeId,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import {
  PanelBuilder as HeatmapBuilder,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapTooltipBuilder,
  RowsHeatmapOptionsBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { load } from '../module.mjs';
import { literalOf, withoutRepetition } from './literals.mjs';

const HEAD = `/**
 * Dashboards as Grafana's SDK makes them, without their expressions; what occurs in several places is here once. Generated from
 * src/monitoring/dashboards by \`npm run docs\`.
 */

`;

const SOURCE = { type: 'prometheus', uid: '$datasource' };
/** Of Grafana's grid, which is 24 wide. */
const HEIGHT = { stat: 4, lines: 8, bars: 8, heatmap: 9 };
const WIDTH = { stat: 6, lines: 12, bars: 12, heatmap: 24 };

export async function grafanaSkeletons() {
  const { DASHBOARDS, dashboardQueries } = await load('src/monitoring/dashboards/catalogue.ts');
  const { monitoringSettings } = await load('src/monitoring/options.ts');
  const settings = monitoringSettings({}, []);
  const skeletons = DASHBOARDS.map((dashboard) => {
    const made = dashboardBuilder(dashboard, dashboardQueries(settings, dashboard)).build();
    // Numbers, as Grafana gives them, so that links to a panel stay right.
    made.panels.forEach((panel, i) => {
      panel.id = i + 1;
    });
    return [dashboard.id, JSON.parse(JSON.stringify(made))];
  });
  const { writeCompact } = await load('src/monitoring/compact-json.ts');
  const text = writeCompact(withoutRepetition(Object.fromEntries(skeletons)));
  return `${HEAD}export const SKELETONS_TEXT: string =\n  ${literalOf(text)};\n`;
}

function dashboardBuilder({ id, title, description, variables, rows }, x) {
  const dashboard = new DashboardBuilder(title)
    .uid(`inferometer-${id}`)
    .description(description)
    .tags(['inferometer'])
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .link(
      new DashboardLinkBuilder('Inferometer')
        .type(DashboardLinkType.Dashboards)
        .tags(['inferometer'])
        .asDropdown(true)
        .keepTime(true)
        .includeVars(true),
    )
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(variableBuilder('job', 'Job'))
    .withVariable(choices(variableBuilder('instance', 'Instance')));
  for (const { name, title: label } of variables)
    dashboard.withVariable(choices(variableBuilder(name, label)));
  for (const { title: row, panels } of rows) {
    dashboard.withRow(new RowBuilder(row));
    for (const panel of panels) dashboard.withPanel(panelBuilder(panel, x));
  }
  return dashboard;
}

function variableBuilder(name, label) {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(SOURCE)
    .query('')
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
}

/** All of them, unless some are chosen; also series that have no such label. */
function choices(variable) {
  return variable
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ text: ['All'], value: ['$__all'] });
}

const BUILDERS = { stat: statBuilder, lines: linesBuilder, bars: barsBuilder, heatmap: heatmapBuilder };

function panelBuilder(panel, x) {
  const { title, description, kind, unit, width = WIDTH[kind], min, max, limit, words } = panel;
  const builder = BUILDERS[kind](panel)
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .span(width)
    .height(HEIGHT[kind])
    .unit(unit);
  if (min !== undefined) builder.min(min);
  if (max !== undefined) builder.max(max);
  if (words !== undefined) builder.mappings([mapping(words)]);
  if (kind !== 'heatmap') builder.thresholds(thresholds(limit));
  panel.targets(x).forEach((_, i) => {
    const query = new DataqueryBuilder()
      .refId(String.fromCharCode(65 + i))
      .datasource(SOURCE)
      .expr('')
      .range();
    if (kind === 'heatmap' || unit === 's') query.exemplar(true);
    builder.withTarget(query);
  });
  return builder;
}

function linesBuilder({ limit }) {
  const builder = new LinesBuilder()
    .lineWidth(1)
    .fillOpacity(0)
    .showPoints(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs(['lastNotNull', 'max']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (limit !== undefined) {
    builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  }
  return builder;
}

function barsBuilder(panel) {
  return linesBuilder(panel)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(80)
    .min(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
}

function statBuilder({ limit }) {
  return new StatBuilder()
    .graphMode(BigValueGraphMode.Area)
    .colorMode(limit === undefined ? BigValueColorMode.None : BigValueColorMode.Value)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}

function heatmapBuilder({ unit }) {
  return new HeatmapBuilder()
    .calculate(false)
    .cellGap(1)
    .color(
      new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Blues').exponent(0.5).steps(64),
    )
    .yAxis(new YAxisConfigBuilder().unit(unit).axisPlacement(AxisPlacement.Left))
    .rowsFrame(new RowsHeatmapOptionsBuilder().value('Values'))
    .scaleDistribution(new ScaleDistributionConfigBuilder().type(ScaleDistribution.Linear))
    .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true))
    .showLegend();
}

function thresholds(limit) {
  const builder = new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute);
  if (limit === undefined) return builder.steps([{ value: null, color: 'blue' }]);
  const [below, above] = limit.side === 'above' ? ['green', 'red'] : ['red', 'green'];
  return builder.steps([
    { value: null, color: below },
    { value: limit.value, color: above },
  ]);
}

function mapping(words) {
  const options = Object.entries(words).map(([value, text], index) => [value, { text, index }]);
  return { type: 'value', options: Object.fromEntries(options) };
}
