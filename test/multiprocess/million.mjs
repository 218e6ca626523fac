/** Eight parts of a million values each, the same wherever they are recorded: microseconds to minutes, zeros, some below 0. */
export const PARTS = 8;
export const VALUES = 1_000_000;

export function recordPart(telemetry, part) {
  const help = 'Of this test.';
  const work = telemetry.histogram({ name: 'work_seconds', help, unit: 'seconds' }).withLabels();
  const served = telemetry.counter({ name: 'served_total', help, labels: ['part'] });
  const count = served.withLabels({ part: `${part % 3}` });
  // Marsaglia's xorshift32.
  let state = 2_463_534_242 + part;
  for (let i = 0; i < VALUES; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const draw = (state >>> 0) / 2 ** 32;
    work.record(draw < 0.001 ? 0 : draw < 0.002 ? -draw : 1e-6 * 10 ** (8 * draw));
    count.add(1);
  }
}
