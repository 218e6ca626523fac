/** What the figures were measured on and with; a figure without it is worth nothing. */
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { bench, root } from './paths.mjs';

export function describeMachine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    load: loadavg()[0],
  };
}

/** Exact versions of ours and of every peer. */
export function describeVersions() {
  const { dependencies } = readJson(join(bench, 'package.json'));
  const peers = Object.keys(dependencies).map((name) => [
    name,
    readJson(join(bench, 'node_modules', name, 'package.json')).version,
  ]);
  return { inferometer: readJson(join(root, 'package.json')).version, ...Object.fromEntries(peers) };
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
