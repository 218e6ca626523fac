/**
 * floors.json: what may not get worse. A floor compares two contenders of one case in one run, so that it holds
 * on any machine. The runtime `node` is whichever runs the bench; others are named by their version.
 *
 * @typedef {object} Floor
 * @property {string} case
 * @property {string} runtime as `--runtime` names it.
 * @property {string} contender ours.
 * @property {string} [peer] left out for `atMost`.
 * @property {number} [timesFaster] the peer takes at least so many times as long.
 * @property {number} [timesSlower] we take at most so many times as long as the peer.
 * @property {number} [beyond] we take at most so much longer than the peer, in the unit of the case: the median
 *   of the rounds' differences, because a small difference of large medians would be mostly noise.
 * @property {number} [atMost] absolute, in the unit of the case: for sizes, which are the same everywhere, and
 *   for what is promised in nanoseconds.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bench } from './paths.mjs';

export function readFloors() {
  return JSON.parse(readFileSync(join(bench, 'floors.json'), 'utf8'));
}

/**
 * @param {Floor} floor
 * @param {import('./results.mjs').Result[]} results
 * @returns {{ text: string, verdict: 'holds' | 'broken' | 'not measured' }}
 */
export function judge(floor, results) {
  const rows = results.find((result) => result.case === floor.case && result.runtime === floor.runtime)?.rows;
  const find = (name) => rows?.find((row) => row.name === name && row.summary);
  const ours = find(floor.contender);
  const peer = find(floor.peer);
  const against = floor.peer === undefined ? '' : ` against ${floor.peer}`;
  const { demand, measured, holds } = DEMANDS[demandOf(floor)](floor);
  const where = floor.runtime === 'node' ? '' : ` in ${floor.runtime}`;
  const text = `${floor.case}${where}: ${floor.contender}${against}: ${demand}`;
  if (!ours || (floor.peer !== undefined && !peer)) return { text, verdict: 'not measured' };
  const got = measured(ours, peer);
  return {
    text: `${text}, measured ${Number(got.toPrecision(3))}`,
    verdict: holds(got) ? 'holds' : 'broken',
  };
}

const DEMANDS = {
  timesFaster: ({ timesFaster }) => ({
    demand: `at least ${timesFaster} x faster`,
    measured: (ours, peer) => peer.summary.median / ours.summary.median,
    holds: (got) => got >= timesFaster,
  }),
  timesSlower: ({ timesSlower }) => ({
    demand: `at most ${timesSlower} x as long`,
    measured: (ours, peer) => ours.summary.median / peer.summary.median,
    holds: (got) => got <= timesSlower,
  }),
  beyond: ({ beyond }) => ({
    demand: `at most ${beyond} more`,
    measured: (ours, peer) => median(ours.samples.map((sample, round) => sample - peer.samples[round])),
    holds: (got) => got <= beyond,
  }),
  atMost: ({ atMost }) => ({
    demand: `at most ${atMost}`,
    measured: (ours) => ours.summary.median,
    holds: (got) => got <= atMost,
  }),
};

function demandOf(floor) {
  const demand = Object.keys(DEMANDS).find((name) => floor[name] !== undefined);
  if (demand) return demand;
  throw new Error(`floors.json: a floor of ${floor.case} needs one of ${Object.keys(DEMANDS).join(', ')}`);
}

/** Nearest rank; few values, some of them negative. */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length / 2) - 1];
}
