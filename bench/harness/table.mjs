/**
 * One case as a table for a terminal: medians, their confidence intervals, percentiles, ratios, and a bar per
 * contender on a log scale.
 */

const BAR_CELLS = 16;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const STYLES = { bold: [1, 22], dim: [2, 22], yellow: [33, 39] };

/** Colour only where somebody looks at it. */
const coloured = process.stdout.isTTY && !process.env.NO_COLOR;

function paint(style, text) {
  const [on, off] = STYLES[style];
  return coloured ? `\x1b[${on}m${text}\x1b[${off}m` : text;
}

/**
 * @param {import('../cases/index.mjs').Case} benchCase
 * @param {string} where what the samples were taken with, e.g. `Node 20.20.2`.
 * @param {import('./results.mjs').Row[]} rows in the order of the case; the first is what the others are compared with.
 */
export function renderTable(benchCase, where, rows) {
  const ours = rows[0];
  const measured = rows.filter(({ summary }) => summary).sort((a, b) => a.summary.median - b.summary.median);
  const head = `${paint('bold', benchCase.title)} ${paint('dim', `(${benchCase.name})  ${where}`)}`;
  const skipped = rows
    .filter((row) => row.skipped)
    .map((row) => paint('yellow', `  ${row.name}: not measured: ${row.skipped}`));
  return [head, ...(measured.length > 0 ? renderRows(benchCase, ours, measured) : []), ...skipped].join('\n');
}

/** The fastest first; one line of column heads above. */
function renderRows({ unit, per }, ours, measured) {
  const shortest = measured[0].summary.median;
  const longest = measured.at(-1).summary.median;
  const spread = measured.some(({ samples }) => samples.length > 1);
  const heads = [
    '',
    `${unit === 'us' ? 'µs' : unit} per ${per}`,
    ...(spread ? ['95 % interval', 'p25 … p75', 'p95'] : []),
    'ratio',
  ];
  const cells = measured.map(({ name, summary }) => [
    name,
    figure(summary.median, unit),
    ...(spread ? spreadOf(summary, unit) : []),
    ours.summary ? ratio(summary.median / ours.summary.median) : '',
  ]);
  const widths = heads.map((_, column) => Math.max(...[heads, ...cells].map((line) => line[column].length)));
  const align = (line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])));
  return [
    paint('dim', `  ${align(heads).join('  ')}`),
    ...cells.map((line, index) => {
      const [name, median, ...others] = align(line);
      const times = others.pop();
      const picture = bar(measured[index].summary.median, shortest, longest);
      const text = `  ${[name, median, ...others.map((cell) => paint('dim', cell)), times, picture].join('  ')}`;
      return measured[index] === ours ? paint('bold', text) : text;
    }),
  ];
}

/**
 * The medians of one case in several runtimes beside each other, each with its ratio to ours in the same runtime: what the
 * runtimes took at another time is compared with nobody.
 *
 * @param {import('../cases/index.mjs').Case} benchCase
 * @param {import('./results.mjs').Result[]} results of this case, a column each.
 */
export function renderAcross({ name, title, unit, per, contenders }, results) {
  const heads = [`${unit === 'us' ? 'µs' : unit} per ${per}`, ...results.map(({ where }) => where)];
  const rows = contenders.map((contender, index) => [
    contender.name,
    ...results.map(({ rows }) => medianAndRatio(rows[index], rows[0], unit)),
  ]);
  const widths = heads.map((_, column) => Math.max(...[heads, ...rows].map((line) => line[column].length)));
  const align = (line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  ');
  return [
    `${paint('bold', title)} ${paint('dim', `(${name})  in each runtime`)}`,
    paint('dim', `  ${align(heads)}`),
    ...rows.map((row, index) => `  ${index === 0 ? paint('bold', align(row)) : align(row)}`),
  ].join('\n');
}

function medianAndRatio({ summary }, ours, unit) {
  if (!summary) return '-';
  const times = ours.summary ? ratio(summary.median / ours.summary.median) : '';
  return `${figure(summary.median, unit)}  ${times.padStart(7)}`;
}

/** What the median may be, where the middle half lies, and what is seldom exceeded. */
function spreadOf({ interval, percentiles }, unit) {
  const { lower, upper } = interval;
  const range = (from, to) => `${figure(from, unit)} … ${figure(to, unit)}`;
  return [
    lower === null || upper === null ? 'too few' : range(lower, upper),
    range(percentiles.p25, percentiles.p75),
    figure(percentiles.p95, unit),
  ];
}

/** Three significant digits, thousands separated; bytes are whole. */
function figure(value, unit) {
  if (value >= 1000 || unit === 'bytes') return Math.round(value).toLocaleString('en-US');
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

function ratio(times) {
  if (times >= 100) return `${Math.round(times).toLocaleString('en-US')} x`;
  return `${times.toFixed(times >= 10 ? 1 : 2)} x`;
}

function bar(value, shortest, longest) {
  const span = Math.log(longest / shortest) || 1;
  const cells = 1 + (BAR_CELLS - 1) * (Math.log(value / shortest) / span);
  return '█'.repeat(Math.floor(cells)) + EIGHTHS[Math.floor((cells % 1) * 8)];
}
