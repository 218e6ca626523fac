/** Reads what a plan is about, in as many steps at a time as can be held. */
import type { TimeBudget } from '../../metrics/inner.ts';
import { mergeRuns, type RunSnapshot } from '../../telemetry/index.ts';
import type { StoreView } from '../model.ts';
import { type Group, Groups, stepOf, TooManyGroups } from './groups.ts';
import { Observed } from './observed.ts';
import { type Plan, selectionOf } from './store-query.ts';

/** Takes what a store holds now. */
export type OpenView = () => StoreView | Promise<StoreView>;

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

/** Files of a store may be merged by another process while they are read: then it is read anew. */
const ATTEMPTS = 3;

/**
 * Steps in their order. Those of a day are read together, since files are about as long; of fewer where there are too
 * many groups to be held.
 *
 * @param keepsExemplars whether data points are to come out of it, or figures alone
 * @throws STORE_QUERY_GROUPS, the reason of the signal, and what the store's files reject with
 */
export async function* readSteps(reader: Reader, keepsExemplars: boolean): AsyncGenerator<Step> {
  reader.plan.signal?.throwIfAborted();
  const view = new HeldView(reader.open);
  try {
    const plan = await withRun(reader.plan, view);
    const observed = await view.read((now) => readCoverage(now, reader.budget, plan));
    const { stepMs } = plan;
    const together = (startUnixMs: number, endUnixMs: number) =>
      readTogether(view, reader.budget, plan, keepsExemplars, startUnixMs, endUnixMs, observed);
    if (stepMs === undefined) {
      yield* together(plan.startUnixMs, plan.endUnixMs);
      return;
    }
    const steps = observed.steps();
    let most = Math.max(1, Math.floor(DAY_MS / stepMs));
    for (let at = 0; at < steps.length; ) {
      const first = steps[at] as number;
      const end = Math.floor(first / (most * stepMs) + 1) * most * stepMs;
      try {
        yield* together(Math.max(first, plan.startUnixMs), Math.min(end, plan.endUnixMs));
      } catch (error) {
        if (!(error instanceof TooManyGroups) || most === 1) throw error;
        most = Math.ceil(most / 4);
        continue;
      }
      while (at < steps.length && (steps[at] as number) < end) at += 1;
    }
  } finally {
    view.release();
  }
}

/** The store at one moment; at a later one where its files were merged by another process while they were read. */
class HeldView {
  private readonly open: OpenView;
  private view: StoreView | undefined;

  constructor(open: OpenView) {
    this.open = open;
  }

  async read<T>(read: (view: StoreView) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      this.view ??= await this.open();
      try {
        return await read(this.view);
      } catch (error) {
        const isChanged = (error as { readonly code?: unknown } | undefined)?.code === 'STORE_CHANGED';
        if (!isChanged || attempt === ATTEMPTS) throw error;
        this.release();
      }
    }
  }

  release(): void {
    this.view?.release();
    this.view = undefined;
  }
}

async function* readTogether(
  view: HeldView,
  budget: TimeBudget,
  plan: Plan,
  keepsExemplars: boolean,
  startUnixMs: number,
  endUnixMs: number,
  observed: Observed,
): AsyncGenerator<Step> {
  const { stepMs } = plan;
  const groups = await view.read(async (now) => {
    const read = new Groups(plan, keepsExemplars);
    try {
      await readInto(read, now, budget, plan, startUnixMs, endUnixMs);
      return read;
    } catch (error) {
      read.dispose();
      throw error;
    }
  });
  try {
    const inOrder = groups.inOrder();
    let sorted = inOrder.next();
    for (; !sorted.done; sorted = inOrder.next()) await pauseIfDue(budget, plan);
    for (const step of groups.steps()) {
      const own: Group[] = [];
      for (const [i, group] of sorted.value.entries()) {
        if (group.steps.has(step)) own.push(group);
        if (i % 1024 === 1023) await pauseIfDue(budget, plan);
      }
      const extent = observed.extent(step) ?? { startedAtUnixMs: startUnixMs, endedAtUnixMs: endUnixMs };
      yield {
        ...(stepMs === undefined ? extent : { startedAtUnixMs: step, endedAtUnixMs: step + stepMs }),
        key: step,
        groups: own,
        observedSeconds: (member) => observed.secondsIn(step, member),
      };
    }
  } finally {
    groups.dispose();
  }
}

async function readInto(
  groups: Groups,
  view: StoreView,
  budget: TimeBudget,
  plan: Plan,
  startUnixMs: number,
  endUnixMs: number,
): Promise<void> {
  for await (const points of view.points(selectionOf(plan, startUnixMs, endUnixMs))) {
    for (const stored of points) {
      // Parts of a store may give more than they were asked for.
      if (stored.startedAtUnixMs < startUnixMs || stored.startedAtUnixMs >= endUnixMs) continue;
      groups.add(stored);
      if (budget.isExhausted()) await budget.pause();
    }
    await pauseIfDue(budget, plan);
  }
}

async function readCoverage(view: StoreView, budget: TimeBudget, plan: Plan): Promise<Observed> {
  const { startUnixMs, endUnixMs, endedAfterUnixMs, members } = plan;
  const observed = new Observed();
  for await (const stretches of view.coverage(selectionOf(plan, startUnixMs, endUnixMs))) {
    for (const stretch of stretches) {
      const { startedAtUnixMs, endedAtUnixMs, member } = stretch;
      if (startedAtUnixMs < startUnixMs || startedAtUnixMs >= endUnixMs) continue;
      if (endedAtUnixMs <= endedAfterUnixMs || members?.includes(member) === false) continue;
      observed.add(stepOf(plan, startedAtUnixMs), stretch);
    }
    await pauseIfDue(budget, plan);
  }
  return observed;
}

/** The plan for the time and the model of its run; of a run that nobody knows, for no time at all. */
async function withRun(plan: Plan, view: HeldView): Promise<Plan> {
  const { runId, filter } = plan;
  if (runId === undefined) return plan;
  const runs = await view.read((now) => runsOf(now, plan));
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

async function runsOf(view: StoreView, plan: Plan): Promise<RunSnapshot[]> {
  const all: RunSnapshot[] = [];
  for await (const { runs, member } of view.runs()) {
    plan.signal?.throwIfAborted();
    if (plan.members?.includes(member) === false) continue;
    all.push(...runs.filter(({ runId }) => runId === plan.runId));
  }
  return mergeRuns(all);
}

/** Lets the event loop have its turn where it is due, and stops where somebody said so. */
async function pauseIfDue(budget: TimeBudget, { signal }: Plan): Promise<void> {
  if (budget.isExhausted()) await budget.pause();
  signal?.throwIfAborted();
}
