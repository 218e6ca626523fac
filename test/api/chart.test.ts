// A chart over the wire is the chart that painters know, but for NaN, which JSON does not have.
import { type Chart as ChartOfTheWire, openApi } from 'inferometer/api';
import { type Chart, listCharts } from 'inferometer/chart';
import { assert, test } from '../harness.ts';

/** With a number wherever JSON may have null: NaN has no other name there. */
type Numbers<T> = [null] extends [T]
  ? number
  : T extends object
    ? { readonly [Name in keyof T]: Numbers<T[Name]> }
    : T;

/** The compiler says so: what comes over the wire is a chart for any painter. */
const asChart = (chart: Numbers<ChartOfTheWire>): Chart => chart;

test('a chart over the wire has the fields of a chart', () => {
  assert.type(asChart, 'function');
});

test('the contract knows the charts there are', () => {
  const { enum: ids = [] } = openApi.components.schemas.ChartId ?? {};
  const charts = listCharts();
  assert.equal([...ids].sort(), charts.map(({ id }) => id).sort());
  const { enum: kinds = [] } = openApi.components.schemas.ChartKind ?? {};
  const { enum: units = [] } = openApi.components.schemas.Unit ?? {};
  for (const { id, kind, unit } of charts) {
    assert.ok(kinds.includes(kind), id);
    assert.ok(units.includes(unit), id);
  }
});
