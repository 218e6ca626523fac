/** Reads what a plan is about, in as many steps at a time as can be held. */
import { type IsWanted, runInSlices, type TimeBudget } from '../../metrics/inner.ts';
import { figuresIn, WholeFigures } from '../figures.ts';
import type { Coverage, StoredFigures, StoredPoint, StoreView } from '../model.ts';
import { again, READ_ATTEMPTS } from '../one-moment.ts';
import { runsOf } from '../runs.ts';
import { GroupLabels } from './group-labels.ts';
import { type Group, Groups, isTooManyGroups, stepOf } from './groups.ts';
import { Observed } from './observed.ts';
import { isAsked, type Plan, selectionOf, wantedBy } from './store-query.ts';

/** Takes what a store holds now: at least of the metrics that are wanted. */
export type OpenView = (isWanted: IsWanted) => StoreView | Promise<StoreView>;

export interface Reader {
  readonly open: OpenView;
  readonly plan: Plan;
  readonly budget: TimeBudget;
}

/** A step and the groups that have something in it, by metric, member and labels. */
export interface Step {
  /** Of the step; without steps, of what was observed. */
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  readonly key: number;
  readonly groups: readonly Group[];
  readonly observedSeconds: (member: string | undefined) => number;
}

const DAY_MS = 86_400_000;

/**
 * Steps in their order. Those of a day are read together, since files are about as long; of fewer where there are too
 * many groups to be held.
 *
 * @param keepsPoints whether data points are to come out of it, or figures alone
 * @throws STORE_QUERY_GROUPS, TELEMETRY_QUERY for a label that no metric has, the reason of the signal, and what the store's files reject with
 */
export async function* readSteps(reader: Reader, keepsPoints: boolean): AsyncGenerator<Step> {
  reader.plan.signal?.throwIfAborted();
  const view = new HeldView(reader.open, wantedBy(reader.plan));
  try {
    const plan = await withRun(reader.plan, view);
    const observed = await view.read((now) => readCoverage(now, reader.budget, plan));
    const { stepMs } = plan;
    const groupLabels = new GroupLabels(plan);
    const shared = { view, plan, observed, budget: reader.budget, keepsPoints, groupLabels };
    const { startUnixMs, endUnixMs } = plan;
    const steps = observed.steps();
    if (stepMs === undefined) {
      yield* readTogether(shared, { startUnixMs, endUnixMs, steps, isLast: true });
      return;
    }
    let most = Math.max(1, Math.floor(DAY_MS / stepMs));
    for (let at = 0; at < steps.length; ) {
      const first = steps[at] as number;
      const end = Math.floor(first / (most * stepMs) + 1) * most * stepMs;
      let next = at;
      while (next < steps.length && (steps[next] as number) < end) next += 1;
      try {
        yield* readTogether(shared, {
          startUnixMs: Math.max(first, startUnixMs),
          endUnixMs: Math.min(end, endUnixMs),
          steps: steps.slice(at, next),
          isLast: next === steps.length,
        });
        at = next;
      } catch (error) {
        if (!isTooManyGroups(error) || most === 1) throw error;
        most = Math.ceil(most / 4);
      }
    }
  } finally {
    view.release();
  }
}

/** The store at one moment; at a later one where its files were merged by another process while they were read. */
class HeldView {
  private readonly open: () => StoreView | Promise<StoreView>;
  private view: StoreView | undefined;

  constructor(open: OpenView, isWanted: IsWanted) {
    this.open = () => open(isWanted);
  }

  read<T>(read: (view: StoreView) => Promise<T>): Promise<T> {
    const attempt = async () => {
      this.view ??= await this.open();
      return read(this.view);
    };
    return again(attempt, READ_ATTEMPTS, () => this.release());
  }

  release(): void {
    this.view?.release();
    this.view = undefined;
  }
}

/** Points as they are stored, of the series that the plan is about: none is merged. @throws as readSteps */
export async function* readStored(
  { open, plan: asked }: Reader,
  startUnixMs: number,
  endUnixMs: number,
): AsyncGenerator<readonly StoredPoint[]> {
  const view = new HeldView(open, wantedBy(asked));
  try {
    const plan = await withRun(asked, view);
    const now = await view.read(async (held) => held);
    const [from, to] = [Math.max(startUnixMs, plan.startUnixMs), Math.min(endUnixMs, plan.endUnixMs)];
    for await (const points of now.points(selectionOf(plan, from, to))) {
      plan.signal?.throwIfAborted();
      yield points.filter(
        (stored) => isWithin(stored, plan, from, to) && isAsked(plan, new WholeFigures(stored).series),
      );
    }
  } finally {
    view.release();
  }
}

function isWithin(
  stored: StoredPoint | StoredFigures,
  { endedAfterUnixMs }: Plan,
  startUnixMs: number,
  endUnixMs: number,
): boolean {
  // Parts of a store may give more than they were asked for.
  const { startedAtUnixMs } = stored;
  return (
    startedAtUnixMs >= startUnixMs &&
    startedAtUnixMs < endUnixMs &&
    (endedAfterUnixMs === -Infinity || stored.endedAtUnixMs > endedAfterUnixMs)
  );
}

interface Shared {
  readonly view: HeldView;
  readonly plan: Plan;
  readonly observed: Observed;
  readonly budget: TimeBudget;
  readonly keepsPoints: boolean;
  readonly groupLabels: GroupLabels;
}

/** A part of the time that is read at once. */
interface Portion {
  readonly startUnixMs: number;
  readonly endUnixMs: number;
  /** Those that were observed in it. */
  readonly steps: readonly number[];
  /** After it, everything was read. */
  readonly isLast: boolean;
}

async function* readTogether(shared: Shared, portion: Portion): AsyncGenerator<Step> {
  const { view, plan, observed, budget, keepsPoints, groupLabels } = shared;
  const groups = await view.read(async (now) => {
    const read = new Groups(plan, keepsPoints, groupLabels);
    try {
      await readInto(read, now, budget, plan, portion);
      return read;
    } catch (error) {
      await letGo(read, budget, plan);
      throw error;
    }
  });
  try {
    if (portion.isLast) groupLabels.requireKnown();
    const inOrder = groups.inOrder();
    let sorted = inOrder.next();
    for (; !sorted.done; sorted = inOrder.next()) await pauseIfDue(budget, plan);
    // With those that were observed, and nothing was recorded in.
    const steps = [...new Set([...groups.steps(), ...portion.steps])].sort((a, b) => a - b);
    for (const step of steps) {
      const own: Group[] = [];
      for (const [i, group] of sorted.value.entries()) {
        if (group.steps.has(step)) own.push(group);
        if (i % 1024 === 1023) await pauseIfDue(budget, plan);
      }
      yield {
        ...timesOf(step, shared, portion),
        key: step,
        groups: own,
        observedSeconds: (member) => observed.secondsIn(step, member),
      };
    }
  } finally {
    await letGo(groups, budget, plan);
  }
}

/** What a hundred thousand groups take is given back in slices. Whoever has aborted does not wait for that. */
async function letGo(groups: Groups, budget: TimeBudget, { signal }: Plan): Promise<void> {
  const done = runInSlices(groups.disposing(), budget);
  if (signal?.aborted !== true) await done;
}

/** Without steps, what was observed. */
function timesOf(step: number, { plan: { stepMs }, observed }: Shared, portion: Portion) {
  if (stepMs !== undefined) return { startedAtUnixMs: step, endedAtUnixMs: step + stepMs };
  const { startUnixMs: startedAtUnixMs, endUnixMs: endedAtUnixMs } = portion;
  return observed.extent(step) ?? { startedAtUnixMs, endedAtUnixMs };
}

async function readInto(
  groups: Groups,
  view: StoreView,
  budget: TimeBudget,
  plan: Plan,
  { startUnixMs, endUnixMs }: Portion,
): Promise<void> {
  for await (const batch of figuresIn(view, selectionOf(plan, startUnixMs, endUnixMs))) {
    for (const stored of batch) {
      if (isWithin(stored, plan, startUnixMs, endUnixMs)) groups.add(stored);
      if (budget.isExhausted()) await pause(budget, plan);
    }
    await pauseIfDue(budget, plan);
  }
}

async function readCoverage(view: StoreView, budget: TimeBudget, plan: Plan): Promise<Observed> {
  const observed = new Observed();
  for await (const stretches of coverageIn(view, plan)) {
    for (const stretch of stretches) observed.add(stepOf(plan, stretch.startedAtUnixMs), stretch);
    await pauseIfDue(budget, plan);
  }
  return observed;
}

/** What was observed of the time that the plan is about. */
async function* coverageIn(view: StoreView, plan: Plan): AsyncGenerator<readonly Coverage[]> {
  const { startUnixMs, endUnixMs, endedAfterUnixMs, members } = plan;
  for await (const stretches of view.coverage(selectionOf(plan, startUnixMs, endUnixMs))) {
    yield stretches.filter(
      ({ startedAtUnixMs, endedAtUnixMs, member }) =>
        startedAtUnixMs >= startUnixMs &&
        startedAtUnixMs < endUnixMs &&
        endedAtUnixMs > endedAfterUnixMs &&
        members?.includes(member) !== false,
    );
  }
}

/** When the time that the plan is about was observed, each stretch as it is stored, with no order. @throws as readSteps */
export async function readStretches({ open, plan }: Reader): Promise<Coverage[]> {
  const view = new HeldView(open, () => false);
  try {
    return await view.read(async (now) => {
      const all: Coverage[] = [];
      for await (const stretches of coverageIn(now, plan)) all.push(...stretches);
      return all;
    });
  } finally {
    view.release();
  }
}

/** The plan for the time and the model of its run; of a run that nobody knows, for no time at all. */
async function withRun(plan: Plan, view: HeldView): Promise<Plan> {
  const { runId, filter, members, signal } = plan;
  if (runId === undefined) return plan;
  const { runs } = await view.read((now) =>
    runsOf(now, (one, member) => one.runId === runId && members?.includes(member) !== false, signal),
  );
  const run = runs.find((one) => filter.modelId === undefined || one.modelId === filter.modelId);
  if (run === undefined) return { ...plan, endUnixMs: -Infinity };
  const { modelId, startedAtUnixMs, endedAtUnixMs = Infinity } = run;
  return {
    ...plan,
    // A day of merged intervals is the longest that may have begun before the run, and holds its beginning.
    startUnixMs: Math.max(plan.startUnixMs, startedAtUnixMs - DAY_MS),
    endUnixMs: Math.min(plan.endUnixMs, endedAtUnixMs + 1),
    endedAfterUnixMs: startedAtUnixMs,
    filter: { ...filter, modelId },
  };
}

/** Lets the event loop have its turn where it is due, and stops where somebody said so. */
async function pauseIfDue(budget: TimeBudget, plan: Plan): Promise<void> {
  if (budget.isExhausted()) await pause(budget, plan);
  else plan.signal?.throwIfAborted();
}

async function pause(budget: TimeBudget, { signal }: Plan): Promise<void> {
  await budget.pause();
  signal?.throwIfAborted();
}
