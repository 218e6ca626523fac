/** Histograms with content, for the cases that read them. */
import { compile } from './compile.mjs';
import { latencies, VALUE_COUNT } from './data.mjs';

/** Records all the values once; returns the histogram. */
export function filled(subject, histogram) {
  const scope = { histogram, values: latencies(subject.unit) };
  compile(`const value = values[i]; ${subject.record}`, scope, { times: VALUE_COUNT })();
  return histogram;
}
