// The Prometheus of today, which Debian does not have and which takes minutes to build: it is built once, by hand, and found
// where it is kept.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { skip } from '../../harness.ts';

const FOLDER = '.cache/interop/prometheus-3.16';

/** Skips the running test where it is not there. */
export function programOf3(name: 'prometheus' | 'promtool'): string {
  const program = resolve(FOLDER, name);
  if (existsSync(program)) return program;
  return skip(
    `Prometheus 3.16 is not here: GOBIN=$PWD/${FOLDER} go install github.com/prometheus/prometheus/cmd/{prometheus,promtool}@v0.316.0`,
  );
}
