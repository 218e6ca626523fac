// One test file in one runtime: its events, counted, and whatever ended it before its time.
import { stripVTControlCharacters } from 'node:util';
import { positionsInSources } from './positions.mjs';
import { kernelOf } from './variants.mjs';

/**
 * @typedef {object} FileResult
 * @property {string} path
 * @property {number} passed
 * @property {{ name: string, reason: string }[]} skipped
 * @property {number} [durationSeconds]
 * @property {number} [cpuSeconds] of its process, until its last test
 * @property {string} [output] what it printed besides
 * @property {{ name: string, text: string }[]} failures a crash, a hang and a file without tests are failures too
 */

/** @returns {Promise<FileResult>} */
export async function runFile(runtime, variant, { path, context = variant.context }, bundle, timeoutMs) {
  if (bundle.problem) return failedFile(path, '(bundle)', bundle.problem);
  const inSources = positionsInSources(bundle.file);
  const result = { path, passed: 0, skipped: [], failures: [] };
  let running;
  const onEvent = ({ type, name, reason, failure, cpuSeconds }) => {
    running = type === 'start' ? name : undefined;
    if (type === 'pass') result.passed++;
    if (type === 'end') result.cpuSeconds = cpuSeconds;
    if (type === 'skip') result.skipped.push({ name, reason });
    if (type === 'fail') result.failures.push({ name, text: withoutRunner(inSources(textOf(failure))) });
  };
  const job = { bundle: bundle.file, context, kernel: kernelOf(variant), timeoutMs, onEvent };
  const startedAtMs = performance.now();
  const { problem, output } = await runtime
    .run(job)
    .catch((error) => ({ problem: 'could not be run', output: error.message }));
  result.output = output?.trim() ?? '';
  result.durationSeconds = (performance.now() - startedAtMs) / 1000;
  if (problem) {
    result.failures.push({ name: running ?? '(file)', text: inSources(`The file ${problem}.\n${output}`) });
  } else if (result.passed + result.skipped.length + result.failures.length === 0) {
    result.failures.push({ name: '(file)', text: 'The file has no tests.' });
  }
  return result;
}

/** A file, or what stands in its place, that could not run at all. @returns {FileResult} */
export function failedFile(path, name, text) {
  return { path, passed: 0, skipped: [], failures: [{ name, text }] };
}

/** What stands in place of files that this machine cannot run. @returns {FileResult} */
export function skippedFile(path, name, reason) {
  return { path, passed: 0, skipped: [{ name, reason }], failures: [] };
}

/** Message, difference, stack and causes. Only some runtimes repeat the message in the stack, so that is cut. */
function textOf({ message, operator, details, stack = '', cause }) {
  const frames = stack.split('\n').map(frameOf).filter(Boolean);
  const parts = [operator ? `${message}  (${operator})` : message, foldedDiff(details), frames.join('\n')];
  if (cause) parts.push(`caused by: ${textOf(cause)}`);
  return parts.filter(Boolean).join('\n');
}

/** A line of a stack as V8 writes it. Firefox and WebKit write `name@address` instead. */
function frameOf(line) {
  if (/^\s+at /.test(line)) return line;
  const [, name, position] = /^(.*)@(.+:\d+:\d+)$/.exec(line) ?? [];
  return position && `    at ${name ? `${name} (${position})` : position}`;
}

/** The difference, without the middle of a long stretch that is alike on both sides. */
function foldedDiff(details = '') {
  return stripVTControlCharacters(details).replace(/(?:^··.*\n){12,}/gm, (alike) => {
    const lines = alike.trimEnd().split('\n');
    return [...lines.slice(0, 4), `··… ${lines.length - 8} lines alike`, ...lines.slice(-4), ''].join('\n');
  });
}

/** Without the frames below and above the test: those of the runner and of the assertions. */
function withoutRunner(text) {
  const isOfRunner = (line) =>
    /^\s+at .*(test\/harness\.ts|test\/runners\/|node_modules\/uvu\/|<anonymous>:)/.test(line);
  return text
    .split('\n')
    .filter((line) => !isOfRunner(line))
    .join('\n');
}
