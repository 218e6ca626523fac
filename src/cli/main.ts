/** From what was typed to an exit code. */
import { InferometerError } from '../errors.ts';
import type { Context, OptionSpecs, OptionValues } from './frame/command.ts';
import { completionsOf } from './frame/completing.ts';
import { CommandError, EXIT, suggestion, UsageError } from './frame/errors.ts';
import { commandHelp, generalHelp } from './frame/help.ts';
import { parse } from './frame/parse.ts';
import { hasModules, host, onSignal, openStreams, type Signal } from './platform/index.ts';
import { COMMANDS } from './program.ts';
import type { Output } from './terminal/output.ts';

/** What a command may take to leave its files whole once it is interrupted. */
const LAST_WORK_MS = 3000;

/** Runs the command of this process to its end, and sets its exit code. */
export async function main(words: readonly string[] = host.argv.slice(2)): Promise<void> {
  const controller = new AbortController();
  let signaled: Signal | undefined;
  const interrupted = new Promise<void>((resolve) => {
    onSignal((signal) => {
      signaled ??= signal;
      controller.abort(new Error('interrupted'));
      setTimeout(resolve, LAST_WORK_MS);
    });
  });
  const streams = openStreams(() => controller.abort(new Error('nobody reads the answer')));
  if (words.includes('--no-color')) streams.turnColorsOff();
  const { out, err } = streams;
  const context = { out, err, environment: host.env, signal: controller.signal, now: () => Date.now() };
  const running = run(words, context).catch((error) => {
    // Whoever has stopped it is not told that it stopped.
    return controller.signal.aborted ? EXIT.ok : told(error, err);
  });
  const code = await Promise.race([running, interrupted.then(() => EXIT.ok)]);
  const ended = signaled === undefined ? code : signaled === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  await streams.flushed();
  // Timers and connections of whatever was asked hold up no one.
  host.exit(ended);
}

async function run(words: readonly string[], context: Context): Promise<number> {
  const [name, ...rest] = words;
  const { out } = context;
  if (!hasModules()) throw new CommandError(`Node 20.16 or newer is needed, this is ${host.version}`);
  if (name === '--version' || name === '-V') {
    await out.write(`${LIBRARY_VERSION}\n`);
    return EXIT.ok;
  }
  if (name === 'complete') return complete(rest.slice(rest.indexOf('--') + 1), out);
  const helped = name === 'help' ? rest[0] : undefined;
  if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && helped === undefined)) {
    await out.write(generalHelp(COMMANDS, out.style));
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  if (name === '--no-color') return run(rest, context);
  const command = await commandNamed(helped ?? name);
  const { options, args, isHelp } = parse(command, helped === undefined ? rest : ['--help']);
  if (isHelp) {
    await out.write(commandHelp(command, out.style));
    return EXIT.ok;
  }
  try {
    return (
      (await command.run({ ...context, options: options as OptionValues<OptionSpecs>, args })) ?? EXIT.ok
    );
  } catch (error) {
    if (error instanceof UsageError) error.command ??= command.name;
    throw error;
  }
}

/** @throws UsageError */
function commandNamed(name: string) {
  const entry = COMMANDS.find((one) => one.name === name);
  if (entry !== undefined) return entry.load();
  const names = COMMANDS.map((one) => one.name);
  const what = name.startsWith('-') ? 'unknown option' : 'unknown command';
  throw new UsageError(`${what} ${name}.${suggestion(name, names)}`);
}

async function complete(words: readonly string[], out: Output): Promise<number> {
  const load = (name: string) => COMMANDS.find((one) => one.name === name)?.load();
  const { words: found, isPath } = await completionsOf(words, COMMANDS, load);
  // What scripts of @bomb.sh/tab read: words with what they are about, and then whether files may come there.
  await out.write(`${found.map(([word, about]) => `${word}\t${about}\n`).join('')}:${isPath ? 0 : 4}\n`);
  return EXIT.ok;
}

/** Says what went wrong, in one line where it is foreseen. @returns the exit code */
async function told(error: unknown, err: Output): Promise<number> {
  const { style } = err;
  if (error instanceof UsageError) {
    const { command } = error;
    const where = command === undefined ? 'inferometer --help' : `inferometer ${command} --help`;
    await err.write(`${style.bad('inferometer:')} ${error.message}\n${style.faint(`See ${where}`)}\n`);
    return EXIT.usage;
  }
  const isForeseen = error instanceof CommandError || error instanceof InferometerError;
  const message = isForeseen
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  await err.write(`${style.bad('inferometer:')} ${message}\n`);
  return EXIT.failed;
}
