// The web vitals of a page, by the package itself.
import * as webVitals from 'web-vitals';
import { recordWebVitals } from '../../../dist/browser/page/index.js';
import { createTelemetry } from '../../../dist/index.js';
import { countsBy } from './record.mjs';

const telemetry = createTelemetry();
/** What the package says, without us. */
const said = [];
for (const [name, on] of Object.entries(webVitals)) {
  if (/^on[A-Z]+$/.test(name)) on((vital) => said.push(`${vital.name} ${vital.id}`));
}
recordWebVitals(telemetry, webVitals);
document.body.innerHTML = '<h1>Glyphs</h1><button>Go</button>';
globalThis.recorded = () => ({
  said: [...new Set(said)].map((one) => one.split(' ')[0]).sort(),
  recorded: [
    ...Object.entries(countsBy(telemetry, 'web_vital_seconds', 'name')),
    ...Object.values(countsBy(telemetry, 'web_vital_layout_shift', 'rating')).map((count) => ['CLS', count]),
  ]
    .flatMap(([name, count]) => new Array(count).fill(name))
    .sort(),
});
