// docs/runbooks/: a page for each alert, with the expressions of the default options.
import { load } from '../module.mjs';

/** By their names. */
export async function runbookPages() {
  const { ALERT_NAMES, runbooks } = await load('src/monitoring/rules/index.ts');
  const { monitoringSettings } = await load('src/monitoring/options.ts');
  const pages = runbooks(monitoringSettings({}, ALERT_NAMES));
  return new Map([...pages].map(([name, page]) => [`${name}.md`, page]));
}
