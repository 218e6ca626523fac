/** Colours, on terminals alone. */
import { wantsColor } from '../../runtime/index.ts';

export type Paint = (text: string) => string;

export interface Style {
  readonly hasColor: boolean;
  readonly strong: Paint;
  readonly faint: Paint;
  /** Of commands and options. */
  readonly name: Paint;
  readonly good: Paint;
  readonly warning: Paint;
  readonly bad: Paint;
  readonly bar: Paint;
}

const plain: Paint = (text) => text;

function painted(on: number, off: number): Paint {
  return (text) => (text === '' ? '' : `\x1b[${on}m${text}\x1b[${off}m`);
}

export const PLAIN: Style = {
  hasColor: false,
  strong: plain,
  faint: plain,
  name: plain,
  good: plain,
  warning: plain,
  bad: plain,
  bar: plain,
};

const COLORED: Style = {
  hasColor: true,
  strong: painted(1, 22),
  faint: painted(2, 22),
  name: painted(36, 39),
  good: painted(32, 39),
  warning: painted(33, 39),
  bad: painted(31, 39),
  bar: painted(34, 39),
};

/** Off by `--no-color`; otherwise as NO_COLOR, FORCE_COLOR and the terminal say. */
export function styleFor(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
  isOff = false,
): Style {
  return !isOff && wantsColor(isTerminal, environment) ? COLORED : PLAIN;
}
