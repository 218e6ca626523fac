/** Which methods of an object are recorded, and those of the objects inside of it. */
import { wrongValue } from '../errors.ts';
import {
  CALL,
  type CallLabels,
  isFixed,
  labelValuesOf,
  requireAttributes,
  type TelemetryContext,
} from '../telemetry/index.ts';
import { closestName, requireLabel, requireObject } from '../validate.ts';
import {
  type CallDescription,
  type DescribeCall,
  INSTRUMENT_NAMES,
  type InstrumentOptions,
  requireDescription,
} from './description.ts';
import { knownOperations } from './known-clients.ts';

export type Rule = CallDescription | DescribeCall | false;

/** A level of the paths: rules for its methods, plans for the objects that are its properties. */
export interface Plan {
  readonly rules: Map<string, Rule>;
  readonly inside: Map<string, Plan>;
  /** Of the methods without a rule. */
  readonly backend: string | undefined;
  readonly labels: CallLabels | undefined;
}

/**
 * @throws TELEMETRY_INSTRUMENT_NOTHING, TELEMETRY_UNKNOWN_METHOD, TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_UNKNOWN_OPTION,
 * TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
 */
export function planOf(instance: TelemetryContext, target: object, options: InstrumentOptions): Plan {
  requireAttributes('options', options, INSTRUMENT_NAMES);
  const {
    backend,
    labels,
    provider,
    operations = backend === undefined ? knownOperations(target, { labels, provider }) : {},
  } = options;
  labelValuesOf(instance, labels);
  if (provider !== undefined) requireLabel('provider', provider);
  if (backend !== undefined) requireLabel('backend', backend);
  requireObject('operations', operations);
  const paths = Object.entries(operations);
  if (backend === undefined && paths.length === 0) {
    const remedy =
      'Name what the methods do, or the backend that all of them work on: this is no client of a known shape.';
    throw wrongValue('TELEMETRY_INSTRUMENT_NOTHING', 'options', 'operations or a backend', 'neither', remedy);
  }
  const plan = emptyPlan(backend, labels);
  for (const [path, rule] of paths) {
    if (typeof rule !== 'function' && rule !== false) requireDescription(instance, path, rule);
    const names = path.split('.');
    requireProperty(target, names[0] as string);
    if (rule !== false) requireOpen(target, names, path);
    const method = names.pop() as string;
    let level = plan;
    for (const name of names) {
      const inner = level.inside.get(name) ?? emptyPlan();
      level.inside.set(name, inner);
      level = inner;
    }
    level.rules.set(method, rule);
  }
  if (backend !== undefined && Object.isFrozen(target)) {
    // Not named one by one: a single property that may not change comes through as it is.
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(target))) {
      if (typeof value === 'function' && ruleFor(plan, name)) requireOpen(target, [name], name);
    }
  }
  return plan;
}

/** What a call of the method is; undefined if it is not recorded. */
export function ruleFor({ rules, backend, labels }: Plan, key: PropertyKey): Rule | undefined {
  if (typeof key === 'symbol') return undefined;
  const name = String(key);
  const rule = rules.get(name);
  if (rule !== undefined || backend === undefined || isEverybodys(name)) return rule;
  return { operationType: name, backend, ...(labels && { labels }) };
}

function emptyPlan(backend?: string, labels?: CallLabels): Plan {
  return { rules: new Map(), inside: new Map(), backend, labels };
}

/** What every object has, and what makes an object a promise, is nothing that the backend does. */
function isEverybodys(name: string): boolean {
  return name in Object.prototype || name in Promise.prototype;
}

function requireProperty(target: object, name: string): void {
  if (name in target || (name === CALL && typeof target === 'function')) return;
  const remedy = `Did you mean ${closestName(name, methodsOf(target))}?`;
  throw wrongValue('TELEMETRY_UNKNOWN_METHOD', 'operations', 'names of methods', name, remedy);
}

/** Nothing can stand in for a property that may not change, so its calls would be lost in silence. */
function requireOpen(target: object, names: readonly string[], path: string): void {
  let holder: unknown = target;
  for (const name of names) {
    // Getters are not run, and prototypes need not be open.
    const own = Object.getOwnPropertyDescriptor(Object(holder), name);
    if (own === undefined) return;
    if (isFixed(Object(holder), name)) {
      const remedy = 'Pass one that is not frozen; without private fields, Object.create(client) is one.';
      throw wrongValue(
        'TELEMETRY_INSTRUMENT_NOTHING',
        path,
        'a property that may change',
        'a frozen one',
        remedy,
      );
    }
    holder = own.value;
  }
}

function methodsOf(target: object): string[] {
  const names: string[] = [];
  for (let level = target; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    names.push(...Object.getOwnPropertyNames(level).filter((name) => name !== 'constructor'));
  }
  return names;
}
