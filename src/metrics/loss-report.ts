/** What was lost is counted each time and said once. */
import type { Rejected, RejectReason } from './base/recording-switch.ts';

/**
 * @param counter of the library, without prefix. @param label what of it: a reason, or the name of a metric.
 * @param what the recording was about, where that is known
 */
export type LossReport = (counter: string, label: string, what?: Rejected) => void;

// Labels are few, but for the names of metrics, of which callers may define any number.
const SAID_LIMIT = 1000;

/** Says each loss once, and of rejected values once for each metric, whatever comes again. */
export function reportingOnce(say: (fields: object) => void): LossReport {
  const said = new Set<string>();
  return (counter, label, what) => {
    // A logger that fails cannot tell that it does.
    if (label === ('logger_failed' satisfies RejectReason)) return;
    const key = `${counter}\n${label}\n${what?.metric}`;
    if (said.size === SAID_LIMIT || said.has(key)) return;
    said.add(key);
    say({ counter: `inferometer_${counter}`, kind: label, ...what });
  };
}
