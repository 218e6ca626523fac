/** The way to watch the objectives of a telemetry. */
import { wrongValue } from '../../errors.ts';
import {
  componentOf,
  contextOf,
  type TelemetryContext,
  type TelemetryHandle,
} from '../../telemetry/index.ts';
import { closestName, requireFields, requireFunction } from '../../validate.ts';
import type { ObjectiveAlert, ObjectiveStatus } from './model.ts';
import { ObjectiveWatcher } from './watcher.ts';

export interface WatchObjectivesOptions {
  /**
   * Called when a budget begins to burn as fast as a rule says, and when that is over; `objective_alert` is logged in either
   * case. What it throws is counted. Nobody if left out.
   */
  readonly onAlert?: (alert: ObjectiveAlert) => void;
}

/** What `watchObjectives` returned. */
export interface ObjectiveWatch {
  /** How each objective does, up to the last interval that ended: after `await telemetry.flush()`, up to now. */
  readonly statuses: readonly ObjectiveStatus[];
  /** Ends it. Where nobody else watches, counts are forgotten and gauges go. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/**
 * Counts what is good for each of the telemetry's `objectives`, from interval to interval, and says how fast their error
 * budgets burn: over 5 and 30 minutes, 1 and 6 hours, and 3 days. From then on there are the gauges
 * `inferometer_objective_burn_rate{objective,window}` and their like on every way out, findings and sections of reports about
 * them, and alerts. It begins with what the history holds; called again, it is the same count.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, OBJECTIVE_UNKNOWN_OPTION, OBJECTIVE_OPTION_KIND, and OBJECTIVE_LABEL for an objective about a
 * label that no call can have
 * @example
 * const telemetry = createTelemetry({ objectives: [{ operationType: 'inference', withinSeconds: 0.5, targetRatio: 0.99 }] });
 * const watch = watchObjectives(telemetry, { onAlert: ({ state, message }) => pager.send(state, message) });
 * console.log(watch.statuses[0]?.budgetRemaining, watch.statuses[0]?.windows['1h'].burnRate);
 */
export function watchObjectives(
  telemetry: TelemetryHandle,
  options: WatchObjectivesOptions = {},
): ObjectiveWatch {
  const instance = contextOf(telemetry);
  requireFields('OBJECTIVE_OPTION_KIND', 'OBJECTIVE_UNKNOWN_OPTION', options, ['onAlert']);
  const { onAlert } = options;
  if (onAlert !== undefined) requireFunction('onAlert', onAlert, 'Pass a function, or leave it out.');
  requireKnownLabels(instance);
  const watcher = componentOf(instance, ObjectiveWatcher, 'objective-watcher');
  // Of its own, also where two watch with one function.
  const listener = (alert: ObjectiveAlert) => onAlert?.(alert);
  watcher.join(listener);
  const dispose = () => watcher.leave(listener);
  return {
    get statuses() {
      return watcher.statuses;
    },
    dispose,
    [Symbol.dispose]: dispose,
  };
}

/** @throws OBJECTIVE_LABEL */
function requireKnownLabels({ objectives, labelNames, labels }: TelemetryContext): void {
  const known = [...labelNames, ...Object.keys(labels)];
  for (const [i, objective] of objectives.entries()) {
    const unknown = Object.keys(objective.labels ?? {}).find((name) => !known.includes(name));
    if (unknown === undefined) continue;
    const closest = closestName(unknown, known);
    const remedy = `${closest === '' ? '' : `Did you mean ${closest}? `}Declare it: createTelemetry({ labelNames: ['${unknown}'] }).`;
    const label = `objectives[${i}].labels`;
    throw wrongValue('OBJECTIVE_LABEL', label, `only ${known.join(', ') || 'none'}`, unknown, remedy);
  }
}
