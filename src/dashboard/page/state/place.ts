/** Where the reader is: view, time, filters. All of it stands in the address, so that a link shows a colleague the same. */
import { computed, signal } from '@preact/signals';

export interface ShownTime {
  readonly seconds: number;
  /** It ends there; left out, it ends now and moves on. */
  readonly untilUnixSeconds?: number;
}

export interface Place {
  readonly view: string;
  readonly time: ShownTime;
  /** Beside it, what the same length of time before was like. */
  readonly isCompared: boolean;
  /** By the names of the server's parameters. */
  readonly filter: Readonly<Record<string, string>>;
  /** What one view alone has a choice of: the metric of a training curve. */
  readonly choices: Readonly<Record<string, string>>;
}

/** How far a place may differ from another one; what is `undefined` is taken away. */
export interface Change {
  readonly view?: string;
  readonly time?: ShownTime;
  readonly isCompared?: boolean;
  readonly filter?: Readonly<Record<string, string | undefined>>;
  readonly choices?: Readonly<Record<string, string | undefined>>;
}

export const FIRST_VIEW = 'overview';
export const PRESET_SECONDS: readonly number[] = [5, 15, 60, 360, 1440, 10_080].map(
  (minutes) => minutes * 60,
);
const DEFAULT_SECONDS = 15 * 60;
const [SHORTEST_SECONDS, LONGEST_SECONDS] = [1, 10 * 366 * 86_400];

const FILTER_NAMES = ['model_id', 'operation_type', 'backend', 'status', 'run'];
export const LABEL_PREFIX = 'label.';

/** The longest unit first. */
const UNITS: readonly (readonly [letter: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
];

const current = signal(placeOf(location.hash));
export const place = computed(() => current.value);
/** Whether the shown time moves on with the clock. */
export const isFollowing = computed(() => current.value.time.untilUnixSeconds === undefined);

addEventListener('popstate', () => {
  current.value = placeOf(location.hash);
});

/** Another place, to which `Esc` and the browser come back from. */
export function go(change: Change): void {
  const hash = linkTo(change);
  if (hash === linkTo({})) return;
  history.pushState({ depth: depth() + 1 }, '', hash);
  current.value = placeOf(hash);
}

/** To the place before, where there is one on this page. */
export function goBack(): void {
  if (depth() > 0) history.back();
}

/** The address of a place: what a link to it says. */
export function linkTo(change: Change): string {
  const { view, time, isCompared, filter, choices } = changed(current.value, change);
  const parameters = new URLSearchParams();
  if (time.seconds !== DEFAULT_SECONDS) parameters.set('last', spelledDuration(time.seconds));
  if (time.untilUnixSeconds !== undefined) parameters.set('until', `${time.untilUnixSeconds}`);
  if (isCompared) parameters.set('compare', 'previous');
  for (const [name, value] of Object.entries({ ...filter, ...choices })) parameters.set(name, value);
  const query = `${parameters}`;
  return `#${view}${query && `?${query}`}`;
}

function changed(before: Place, change: Change): Place {
  const view = change.view ?? before.view;
  return {
    view,
    time: change.time ?? before.time,
    isCompared: change.isCompared ?? before.isCompared,
    filter: withoutGaps({ ...before.filter, ...change.filter }),
    choices: withoutGaps({ ...(view === before.view ? before.choices : {}), ...change.choices }),
  };
}

function placeOf(hash: string): Place {
  const [view = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const { last, until, compare, ...others } = Object.fromEntries(new URLSearchParams(query));
  const isFilter = ([name]: [string, string]) => FILTER_NAMES.includes(name) || name.startsWith(LABEL_PREFIX);
  const named = Object.entries(others).filter(([, value]) => value !== '');
  const untilUnixSeconds = Number(until);
  return {
    view: view || FIRST_VIEW,
    time: {
      seconds: durationOf(last) ?? DEFAULT_SECONDS,
      ...(untilUnixSeconds > 0 && Number.isFinite(untilUnixSeconds) && { untilUnixSeconds }),
    },
    isCompared: compare === 'previous',
    filter: Object.fromEntries(named.filter(isFilter)),
    choices: Object.fromEntries(named.filter((pair) => !isFilter(pair))),
  };
}

/** `90s`, `15m`, `1h`, `7d`: in the longest unit that it is whole in. */
export function spelledDuration(seconds: number): string {
  const [letter, unit] = UNITS.find(([, unit]) => seconds % unit === 0 && seconds >= unit) ?? ['s', 1];
  return `${seconds / unit}${letter}`;
}

function durationOf(text: string | undefined): number | undefined {
  const [, digits, letter] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text ?? '') ?? [];
  const seconds = Number(digits) * (UNITS.find(([name]) => name === letter)?.[1] ?? Number.NaN);
  return seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS ? seconds : undefined;
}

/** How many places of this page lie behind this one. */
function depth(): number {
  return (history.state as { depth?: number } | null)?.depth ?? 0;
}

function withoutGaps(all: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
