#!/usr/bin/env node
// Writes the pages of docs/ that are made from the code: charts.md and metrics.md from their catalogues, names.md from the table of name
// sets, options.md from the rules of options, errors.md from the places that throw, contract.md from the names of tests, alerts.md and
// runbooks/ from the alerts of src/monitoring, rest-api.md and the modules of src/api/generated/ from the contract of the REST API, the
// table of runtimes.md from what the tests have kept; and src/monitoring/generated/, which dashboards and rules are made of.
// `--check` writes nothing, and fails when a page is not what the code says. A folder, `src/api`, is for what lies in it alone.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { apiDocument } from './docs/api/contract.mjs';
import { apiRoutes } from './docs/api/routes.mjs';
import { apiTypes } from './docs/api/types.mjs';
import { apiValidators } from './docs/api/validators.mjs';
import { chartsPage } from './docs/charts.mjs';
import { contractPage } from './docs/contract.mjs';
import { errorsPage } from './docs/errors.mjs';
import { metricsPage } from './docs/metrics.mjs';
import { alertsPage } from './docs/monitoring/alerts.mjs';
import { grafanaSkeletons } from './docs/monitoring/dashboards.mjs';
import { monitoredMetrics } from './docs/monitoring/metrics.mjs';
import { runbookPages } from './docs/monitoring/runbooks.mjs';
import { namesPage } from './docs/names.mjs';
import { optionsPage } from './docs/options.mjs';
import { restApiPage } from './docs/rest-api.mjs';
import { runtimesPage } from './docs/runtimes.mjs';

const ofTheApi = (write) => async () => write(await apiDocument());

/** In this order: errors.md is read from sources, those that were just written too. */
const pages = {
  'src/api/generated/routes.ts': ofTheApi(apiRoutes),
  'src/api/generated/types.ts': ofTheApi(apiTypes),
  'src/api/generated/validators.ts': ofTheApi(apiValidators),
  'src/monitoring/generated/metrics.ts': monitoredMetrics,
  'src/monitoring/generated/dashboards.ts': grafanaSkeletons,
  'docs/alerts.md': alertsPage,
  'docs/charts.md': chartsPage,
  'docs/contract.md': contractPage,
  'docs/errors.md': errorsPage,
  'docs/metrics.md': metricsPage,
  'docs/names.md': namesPage,
  'docs/options.md': optionsPage,
  'docs/rest-api.md': ofTheApi(restApiPage),
  'docs/runbooks/': runbookPages,
  'docs/runtimes.md': runtimesPage,
};
const isCheck = process.argv.includes('--check');
const folder = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? '';
const root = new URL('..', import.meta.url);
const stale = [];

for (const [path, write] of Object.entries(pages)) {
  if (!path.startsWith(folder)) continue;
  if (path.endsWith('/')) keepFolder(path, await write());
  else keep(path, await write());
}

for (const path of stale) console.error(`${path} is not what the code says: run npm run docs`);
process.exitCode = stale.length === 0 ? 0 : 1;

/** Pages by their names, and nothing else in the folder. */
function keepFolder(folder, texts) {
  for (const name of readdirSync(new URL(folder, root))) {
    if (texts.has(name)) continue;
    if (isCheck) stale.push(folder + name);
    else rmSync(new URL(folder + name, root));
  }
  for (const [name, text] of texts) keep(folder + name, text);
}

function keep(path, page) {
  const target = new URL(path, root);
  if (page === contentOf(target)) return;
  if (isCheck) stale.push(path);
  else {
    writeFileSync(target, page);
    console.log(`wrote ${path}`);
  }
}

function contentOf(target) {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return undefined;
  }
}
