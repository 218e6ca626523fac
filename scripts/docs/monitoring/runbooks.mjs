// docs/runbooks/: a page for each alert, with the expressions of the default options.
import { load } from '../module.mjs';

/** What writes each page, by its path. */
export async function runbookPages() {
  const { ALERT_NAMES, runbooks } = await load('src/monitoring/rules/index.ts');
  const { monitoringSettings } = await load('src/monitoring/options.ts');
  const pages = runbooks(monitoringSettings({}, ALERT_NAMES));
  return Object.fromEntries([...pages].map(([name, page]) => [`docs/runbooks/${name}.md`, () => page]));
}
