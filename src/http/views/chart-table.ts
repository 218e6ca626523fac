/** The numbers of a chart as columns, for Arrow. As CSV a chart writes itself. */
import type { Chart, Line } from '../../chart/inner.ts';
import type { CellValue, Table, TableColumn } from '../answers/table.ts';

export function arrowTableOf(chart: Chart): Table {
  const columns = columnsOf(chart);
  return chart.isEmpty ? columns.map((one) => ({ ...one, values: [] })) : columns;
}

function columnsOf(chart: Chart): Table {
  switch (chart.kind) {
    case 'lines': {
      const { x } = chart;
      const position =
        x.scale === 'time'
          ? column('time', 'time', chart.positions)
          : column(x.label, 'number', chart.positions);
      const areas = chart.areas.flatMap(({ label, low, high }) => [
        column(`${label} low`, 'number', low),
        column(`${label} high`, 'number', high),
      ]);
      return distinct([position, ...chart.lines.map(lineColumn), ...areas]);
    }
    case 'bars':
      return distinct([column('name', 'text', chart.names), ...chart.bars.map(lineColumn)]);
    case 'heatmap': {
      const rows = chart.bounds.length - 1;
      const cells = chart.counts.flatMap((count, i) => (count > 0 ? [i] : []));
      return [
        column(
          'time',
          'time',
          cells.map((i) => chart.positions[Math.floor(i / rows)] as number),
        ),
        column(
          'low',
          'number',
          cells.map((i) => chart.bounds[i % rows] as number),
        ),
        column(
          'high',
          'number',
          cells.map((i) => chart.bounds[(i % rows) + 1] as number),
        ),
        column(
          'count',
          'number',
          cells.map((i) => chart.counts[i] as number),
        ),
      ];
    }
    case 'distribution': {
      const bins = chart.outlines.flatMap(({ label, bounds, shares }) =>
        shares.map((share, i) => ({ label, share, low: bounds[i] as number, high: bounds[i + 1] as number })),
      );
      return [
        column(
          'name',
          'text',
          bins.map(({ label }) => label),
        ),
        column(
          'low',
          'number',
          bins.map(({ low }) => low),
        ),
        column(
          'high',
          'number',
          bins.map(({ high }) => high),
        ),
        column(
          'share',
          'number',
          bins.map(({ share }) => share),
        ),
      ];
    }
    case 'lanes': {
      const spans = chart.lanes.flatMap(({ label, spans: own }) => own.map((span) => ({ label, ...span })));
      return [
        column(
          'name',
          'text',
          spans.map(({ label }) => label),
        ),
        column(
          'start',
          'time',
          spans.map(({ startUnixMs }) => startUnixMs),
        ),
        column(
          'end',
          'time',
          spans.map(({ endUnixMs }) => endUnixMs),
        ),
        column(
          'state',
          'text',
          spans.map(({ state }) => state),
        ),
        column(
          'word',
          'text',
          spans.map(({ word }) => word),
        ),
      ];
    }
  }
}

function lineColumn({ label, values }: Pick<Line, 'label' | 'values'>): TableColumn {
  return column(label, 'number', values);
}

function column(name: string, kind: TableColumn['kind'], values: readonly CellValue[]): TableColumn {
  return { name, kind, values };
}

/** A run and the one before it may have one name: readers of tables find columns by theirs. */
function distinct(columns: readonly TableColumn[]): Table {
  const seen = new Map<string, number>();
  return columns.map((one) => {
    const times = (seen.get(one.name) ?? 0) + 1;
    seen.set(one.name, times);
    return times === 1 ? one : { ...one, name: `${one.name} (${times})` };
  });
}
