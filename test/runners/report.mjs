// What a run prints: a line for each variant, its failures in full under it, and the counts as the last line.
import { dearest } from './times.mjs';

export class Report {
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  #hasTimes;

  constructor(hasTimes = false) {
    this.#hasTimes = hasTimes;
  }

  /**
   * @param {import('./file.mjs').FileResult[]} results
   * @param {{ seconds: number, cpuSeconds: number }} [took]
   */
  add(label, version, results, { seconds, cpuSeconds } = { seconds: 0, cpuSeconds: 0 }) {
    const passed = results.reduce((sum, result) => sum + result.passed, 0);
    const failures = results.flatMap(({ path, failures }) =>
      failures.map((failure) => ({ path, ...failure })),
    );
    const skipped = results.flatMap(({ path, skipped }) => skipped.map((skip) => ({ path, ...skip })));
    this.#passed += passed;
    this.#failed += failures.length;
    this.#skipped += skipped.length;

    const counts = countsOf(passed, failures.length, skipped.length);
    console.log(
      `${label.padEnd(34)} ${version.padEnd(15)} ${counts}, ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU`,
    );
    if (this.#hasTimes) console.log(dearest(results));
    // Of one that was asked for by itself: some print figures.
    if (results.length === 1 && failures.length === 0 && results[0].output)
      console.log(`\n${indented(results[0].output)}`);
    for (const { path, name, reason } of skipped) {
      console.log(`\nSKIPPED  ${label}  ${path} > ${name}\n  ${reason}\n`);
    }
    for (const { path, name, text } of failures) {
      console.log(`\nFAIL  ${label}  ${path} > ${name}\n${indented(text.trimEnd())}\n`);
    }
  }

  /** Prints the counts, alone on the last line. @returns {number} the exit code */
  close() {
    console.log(`\n${countsOf(this.#passed, this.#failed, this.#skipped)}`);
    return this.#failed === 0 ? 0 : 1;
  }
}

function countsOf(passed, failed, skipped) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function indented(text) {
  return text.replace(/^/gm, '  ');
}
