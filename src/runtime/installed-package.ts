/**
 * A package that the program may have installed, by its name. The name is no text in an `import()`: bundlers look for those, and
 * webpack, Rspack and Rollup warn where there is none. Nor is it put together where it is imported, which they can do as well. So
 * it is found where packages are files, or in an import map, and in a bundle without them not: there it has to be handed in.
 *
 * @returns undefined where there is none.
 */
export async function installedPackage<Module extends object>(name: string): Promise<Module | undefined> {
  try {
    return named<Module>(await import(/* @vite-ignore */ /* webpackIgnore: true */ name));
  } catch {
    return undefined;
  }
}

/** Those of a CommonJS module that the platform has found no names of are under `default` alone. */
function named<Module extends object>(module: Module): Module {
  const isBare = Object.keys(module).every((key) =>
    ['default', '__esModule', 'module.exports'].includes(key),
  );
  return isBare && 'default' in module ? (module.default as Module) : module;
}
