/** The same loops in other languages: built when their compiler is on the machine, skipped with a word when not. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BOUNDS_SECONDS, latenciesSeconds } from '../worker/data.mjs';
import { bench, cache } from './paths.mjs';

const sources = join(bench, 'native');
const built = join(cache, 'native');
const hdrC = join(bench, 'node_modules/native-hdr-histogram/HdrHistogram_c/src');
const jarVersion = '2.2.2';

/** name -> how to build it; gives the command line up to the arguments of native/protocol.h. */
const PROGRAMS = {
  'exponential-c': () => {
    writeFileSync(join(built, 'exponential-boundaries.h'), boundariesHeader(5));
    return compileC('exponential', [join(sources, 'exponential.c'), `-I${built}`]);
  },
  'explicit-c': () => {
    writeFileSync(join(built, 'explicit-bounds.h'), boundsHeader(BOUNDS_SECONDS));
    return compileC('explicit', [join(sources, 'explicit.c'), `-I${built}`]);
  },
  'hdr-layout-c': () => compileC('hdr-layout', [join(sources, 'hdr-layout.c')]),
  'hdr-c': () => compileC('hdr', [join(sources, 'hdr.c'), join(hdrC, 'hdr_histogram.c'), `-I${hdrC}`]),
  rust: () => {
    const target = join(built, 'rust');
    const manifest = join(sources, 'rust/Cargo.toml');
    run('cargo', [
      'build',
      '--release',
      '--locked',
      '--quiet',
      '--manifest-path',
      manifest,
      '--target-dir',
      target,
    ]);
    return [join(target, 'release/inferometer-bench-rust')];
  },
  'java-long': () => [...compileJava(), 'long'],
  'java-double': () => [...compileJava(), 'double'],
  'go-classic': () => [compileGo(), 'classic'],
  'go-native': () => [compileGo(), 'native'],
};

const prepared = new Map();
let valuesWritten = false;

/**
 * The command line that starts a native program, built if need be.
 * @throws {Error} with the reason when it cannot be built here.
 */
export function nativeProgram(name) {
  if (!prepared.has(name))
    prepared.set(
      name,
      attempt(() => PROGRAMS[name]()),
    );
  const { command, error } = prepared.get(name);
  if (error) throw error;
  return [...command, valuesFile()];
}

function attempt(prepare) {
  mkdirSync(built, { recursive: true });
  try {
    return { command: prepare() };
  } catch (error) {
    return { error };
  }
}

function valuesFile() {
  const path = join(built, 'values.f64');
  if (!valuesWritten) writeFileSync(path, new Uint8Array(latenciesSeconds().buffer));
  valuesWritten = true;
  return path;
}

function compileC(name, args) {
  const program = join(built, name);
  // Wasm's lanes have SSE 4.1; so may C.
  const lanes = process.arch === 'x64' ? ['-msse4.1'] : [];
  run(process.env.CC ?? 'cc', ['-O3', ...lanes, '-std=gnu11', ...args, '-lm', '-o', program]);
  return [program];
}

function compileGo() {
  const program = join(built, 'go-record');
  run('go', ['build', '-o', program, '.'], join(sources, 'go'));
  return program;
}

function compileJava() {
  const jar = findJar();
  const classes = join(built, 'java');
  run('javac', ['-d', classes, '-cp', jar, join(sources, 'java/Record.java')]);
  return ['java', '-cp', [jar, classes].join(process.platform === 'win32' ? ';' : ':'), 'Record'];
}

/** HdrHistogram.jar: Debian's (package libhdrhistogram-java), else fetched once by Maven. */
function findJar() {
  const debian = '/usr/share/java/HdrHistogram.jar';
  if (existsSync(debian)) return debian;
  const fetched = join(built, `HdrHistogram-${jarVersion}.jar`);
  if (!existsSync(fetched)) {
    const artifact = `-Dartifact=org.hdrhistogram:HdrHistogram:${jarVersion}`;
    run('mvn', ['-q', '-B', 'dependency:copy', artifact, `-DoutputDirectory=${built}`]);
  }
  return fetched;
}

function run(command, args, cwd = bench) {
  const { status, error, stderr, stdout } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error?.code === 'ENOENT') throw new Error(`no ${command} on this machine`);
  if (error) throw error;
  if (status !== 0) throw new Error(`${command}: ${(stderr.trim() || stdout.trim()).split('\n')[0]}`);
}

/**
 * The boundaries 2^(k/2^scale) inside an octave as 52-bit mantissas, rounded down: floors of square roots of
 * square roots of big integers, so exact.
 */
function boundariesHeader(scale) {
  const mantissas = Array.from({ length: 2 ** scale }, (_, k) => {
    let power = 1n << BigInt(52 * 2 ** scale + k);
    for (let root = 0; root < scale; root += 1) power = squareRoot(power);
    return power - (1n << 52n);
  });
  const rows = mantissas.map((mantissa) => `  ${mantissa}ull,`).join('\n');
  return `/* Written by bench/harness/native.mjs. */
#define SCALE ${scale}
static const unsigned long long BOUNDARY[1 << SCALE] = {
${rows}
};
`;
}

/** A double in its shortest decimal form is the same double in C. */
function boundsHeader(bounds) {
  return `/* Written by bench/harness/native.mjs. */
#define BOUNDS ${bounds.length}
static const double BOUND[BOUNDS] = {${bounds.join(', ')}};
`;
}

/** floor(sqrt(n)), by Newton from above. */
function squareRoot(n) {
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}
