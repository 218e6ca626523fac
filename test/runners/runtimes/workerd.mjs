// workerd, the runtime of Cloudflare Workers: a process with one worker for each test file.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { executablesOf } from '../executables.mjs';
import { root } from '../files.mjs';
import { spawnOwned } from '../own-process.mjs';
import { attend } from './attend.mjs';
import { firstToAnswer } from './process.mjs';

/** A configuration embeds what lies beside it, so all of it comes here, where the bundles are. */
const folder = join(root, '.cache/test/workerd');

/** The newest that is in common use when this is written: what is on by then is on. */
const COMPATIBILITY_DATE = '2026-11-01';

/** @returns {Promise<import('./index.mjs').Runtime>} @throws {Error} when it does not start */
export async function openWorkerd() {
  const { executable, version } = await firstToAnswer('workerd', executablesOf('workerd', root));
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'dist/kernel'), folder, { recursive: true });
  cpSync(join(root, 'test/runners/inside/workerd.mjs'), join(folder, 'workerd.mjs'));
  return { version, run: (job) => runFile(executable, job), close: async () => {} };
}

function runFile(executable, job) {
  return attend(job, async (ear) => {
    const child = spawnOwned(executable, ['serve', '--control-fd=3', configurationFor(job)], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', ear.print);
    child.on('error', (error) => ear.lose('did not start', error.message));
    child.on('close', (code, signal) => {
      ear.lose(signal ? `was killed by ${signal}` : `ended before its tests did, with exit code ${code}`);
    });
    // What workerd says of itself: that it listens, and where.
    createInterface({ input: child.stdio[3] }).on('line', (line) => {
      const { event, port } = JSON.parse(line);
      if (event === 'listen') ask(port, ear);
    });
    return () => child.kill();
  });
}

function ask(port, ear) {
  const request = get({ port, host: '127.0.0.1' }, (response) => {
    createInterface({ input: response }).on('line', (line) => {
      if (response.statusCode === 200) ear.event(JSON.parse(line));
      else ear.lose('could not be started', line);
    });
    response.on('error', (error) => ear.lose('broke off its answer', error.message));
    response.on('end', () => ear.lose('ended its answer before its tests'));
  });
  request.on('error', (error) => ear.lose('does not answer', error.message));
}

/** @returns the path of a configuration, in Cap'n Proto, that has this bundle as its worker */
function configurationFor({ bundle, kernel: chosen = 'dist/kernel/simd.wasm' }) {
  const [name, kernel] = [basename(bundle), basename(chosen)];
  const isWasm = kernel.endsWith('.wasm');
  const main = `import { workerOf } from 'workerd.mjs';
import { main } from '${name}';
${isWasm ? `import kernel from '${kernel}';` : `const kernel = '${kernel}';`}
export default workerOf(main, kernel);
`;
  const imported = readFileSync(bundle, 'utf8').matchAll(/^import .* from "([\w.-]+\.wasm)";$/gm);
  const wasm = [...new Set([...(isWasm ? [kernel] : []), ...[...imported].map(([, one]) => one)])];
  const [mainFile, file] = ['main.mjs', 'capnp'].map((ending) => `${name}.${kernel}.${ending}`);
  writeFileSync(join(folder, mainFile), main);
  writeFileSync(
    join(folder, file),
    `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  v8Flags = ["--expose-gc"],
  services = [(name = "main", worker = .test)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const test :Workerd.Worker = (
  modules = [
    (name = "main", esModule = embed "${mainFile}"),
    (name = "workerd.mjs", esModule = embed "workerd.mjs"),
    (name = "${name}", esModule = embed "${name}"),
${wasm.map((one) => `    (name = "${one}", wasm = embed "${one}"),`).join('\n')}
  ],
  compatibilityDate = "${COMPATIBILITY_DATE}",
);
`,
  );
  return join(folder, file);
}
