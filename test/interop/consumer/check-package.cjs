// Checks a program by a compiler that is a library: `check-package.cjs <package of TypeScript> <name>`, in the folder of its
// tsconfig.json. Of the package `name` each declaration is checked, and the program's own modules; those of the platform and of
// packages of others are read, as they are by `skipLibCheck`, which would leave out ours as well.
const { sep } = require('node:path');

const [, , compiler, name] = process.argv;
const ts = require(compiler);

const config = ts.getParsedCommandLineOfConfigFile('tsconfig.json', undefined, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (problem) => end([problem]),
});
const program = ts.createProgram(config.fileNames, config.options);
const checked = program.getSourceFiles().filter(({ fileName }) => isChecked(fileName));
if (!checked.some(({ fileName }) => fileName.endsWith('.d.ts')))
  throw new Error(`no declaration of ${name} is read`);
end([
  ...config.errors,
  ...program.getOptionsDiagnostics(),
  ...program.getSyntacticDiagnostics(),
  ...program.getGlobalDiagnostics(),
  ...checked.flatMap((file) => program.getSemanticDiagnostics(file)),
]);

function isChecked(fileName) {
  const [, ...packages] = fileName.replaceAll(sep, '/').split('/node_modules/');
  return packages.length === 0 || packages.at(-1).startsWith(`${name}/`);
}

function end(problems) {
  process.stdout.write(ts.formatDiagnostics(problems, ts.createCompilerHost({})));
  process.exit(problems.length === 0 ? 0 : 1);
}
