// Writes a DDSketch with quantiles as @datadog/sketches-js computes them: node make.mjs > js.json, with the package
// installed where bench/package.json has it.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(new URL('../../../bench/package.json', import.meta.url));
const { DDSketch } = require('@datadog/sketches-js');
const { values, quantiles } = JSON.parse(readFileSync(new URL('go.json', import.meta.url), 'utf8'));

const sketch = new DDSketch({ relativeAccuracy: 0.01 });
for (const value of values) sketch.accept(value);
const answers = quantiles.map((q) => sketch.getValueAtQuantile(q));
const base64 = Buffer.from(sketch.toProto()).toString('base64');
console.log(
  JSON.stringify({
    values,
    quantiles,
    sketches: [{ name: 'logarithmic, rounded up', relativeAccuracy: 0.01, answers, base64 }],
  }),
);
