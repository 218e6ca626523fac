/** Colours, where whoever reads can see them. */
import { environmentVariables } from './environment.ts';

/**
 * Whether to write colours: by what was asked first, NO_COLOR (https://no-color.org: not empty), then FORCE_COLOR (not
 * `0`), then whether it is a terminal that can.
 */
export function wantsColor(
  isTerminal: boolean,
  { NO_COLOR, FORCE_COLOR, TERM }: Readonly<Record<string, string | undefined>>,
): boolean {
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return isTerminal && TERM !== 'dumb';
}

interface Terminals {
  readonly process?: { readonly stdout?: { readonly isTTY?: boolean } };
}

/** Of what the console writes. False in pages, which have no terminal. */
export function consoleWantsColor(): boolean {
  const { process } = globalThis as Terminals;
  return wantsColor(process?.stdout?.isTTY === true, environmentVariables());
}
