/** What stands in for a client. Modules that share one may each instrument it: the second is given what the first was. */
import { componentOf, type TelemetryContext } from '../telemetry/index.ts';

/** Of one telemetry, whichever copy of the library made them. */
class StandIns {
  readonly all = new WeakSet<object>();
}

/**
 * What `make` gives; the target itself where it stands in for a client already, and nothing else is asked for: its calls would count
 * twice.
 *
 * @param isPlain whether no option says anything else than before.
 */
export function standInFor<T extends object>(
  instance: TelemetryContext,
  target: T,
  isPlain: boolean,
  make: () => T,
): T {
  const { all } = componentOf(instance, StandIns, 'stand-ins');
  if (isPlain && all.has(target)) return target;
  const standIn = make();
  all.add(standIn);
  return standIn;
}
