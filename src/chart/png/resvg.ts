/** @resvg/resvg-wasm, an optional peer: handed in, or imported when a PNG is asked for. */
import { InferometerError } from '../../errors.ts';
import { installedPackage, packageFile } from '../../runtime/index.ts';

/** What `import('@resvg/resvg-wasm')` gives, as much of it as is used. */
export interface ResvgModule {
  readonly initWasm: (wasm: never) => Promise<void>;
  readonly Resvg: new (svg: string, options?: never) => ResvgPicture;
}

interface ResvgPicture {
  render(): { asPng(): Uint8Array; free(): void };
  free(): void;
}

/** Its file `index_bg.wasm`: compiled, as bytes, or as a response with them. */
export type ResvgWasm = WebAssembly.Module | ArrayBuffer | ArrayBufferView | Response;

const PACKAGE = '@resvg/resvg-wasm';

const INSTALL = `Run npm install ${PACKAGE}, or pass it as the option resvg.`;

/** The one that is ready, or about to be: a module of it can be initialized once, whoever does it. */
const ready = new WeakMap<ResvgModule, Promise<void>>();

/** @throws CHART_PNG_PEER */
export async function resvgModule(
  given: ResvgModule | undefined,
  wasm: ResvgWasm | Promise<ResvgWasm> | undefined,
): Promise<ResvgModule> {
  const module = given ?? (await installed());
  let initialized = ready.get(module);
  if (initialized === undefined) {
    initialized = initialize(module, wasm);
    ready.set(module, initialized);
    // The next one may bring what this one lacked.
    initialized.catch(() => ready.delete(module));
  }
  await initialized;
  return module;
}

async function installed(): Promise<ResvgModule> {
  const found = await installedPackage<ResvgModule>(PACKAGE);
  if (found !== undefined) return found;
  throw new InferometerError('CHART_PNG_PEER', `PNG pictures need the package ${PACKAGE}. ${INSTALL}`);
}

async function initialize(
  module: ResvgModule,
  given: ResvgWasm | Promise<ResvgWasm> | undefined,
): Promise<void> {
  const wasm = (await given) ?? (await packageFile(`${PACKAGE}/index_bg.wasm`, import.meta.url));
  try {
    await module.initWasm(wasm as never);
  } catch (cause) {
    // The program has done it itself.
    if (/already initialized/i.test(String((cause as Error | undefined)?.message ?? cause))) return;
    const remedy =
      wasm === undefined
        ? `Where packages are no files, hand in its ${PACKAGE}/index_bg.wasm as the option wasm.`
        : 'Hand in the index_bg.wasm of the same version.';
    throw new InferometerError('CHART_PNG_PEER', `${PACKAGE} did not start. ${remedy}`, { cause });
  }
}
