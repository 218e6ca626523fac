// Time that passes when nothing else can happen: a day of waiting takes no time, and what would wait for ever is found.
import type { Clock, Timer } from 'inferometer';
import type { Chance } from './chance.ts';

/** What runs at a time, and which of those that are due at the same time goes first. */
interface Due {
  readonly atMs: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** Beyond it nothing is being done any more but the same again and again. */
const MOST_EVENTS = 200_000;
/** What was not over after so much virtual time will never be: nothing that a store waits for takes as long. */
const LONGEST_WAIT_MS = 40 * 86_400_000;
/** Turns of the real event loop: a module that is imported on demand needs some. */
const REAL_TURNS = 20;

/** Where somebody waits for what never comes. */
export class Hang extends Error {
  override readonly name = 'Hang';
}

export class VirtualTime implements Clock, Timer {
  private readonly chance: Chance;
  private readonly due: Due[] = [];
  private monotonic = 0;
  private wall = Date.UTC(2026, 0, 5, 12);
  /** The latest time that the wall clock has shown. */
  latestWallUnixMs = 0;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  monotonicMs(): number {
    return this.monotonic;
  }

  wallUnixMs(): number {
    return this.wall;
  }

  /** Looking at the clock takes a moment, so that slices of work end. */
  now(): number {
    this.pass(0.01);
    return this.monotonic;
  }

  /** Somebody, or a time server, sets the wall clock. */
  jump(milliseconds: number): void {
    this.moveWall(milliseconds);
  }

  after(milliseconds: number, run: () => void): () => void {
    const due: Due = { atMs: this.monotonic + Math.max(0, milliseconds), order: this.chance.random(), run };
    push(this.due, due);
    return () => {
      due.run = undefined;
    };
  }

  delay(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.after(milliseconds, resolve));
  }

  /**
   * Lets time pass until the promise is settled.
   *
   * @param what in words, for the message of a hang.
   * @throws {Hang} where nothing is due any more, or the same happens for ever.
   */
  async run<T>(what: string, promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settled = () => {
      isSettled = true;
    };
    promise.then(settled, settled);
    const latest = this.monotonic + LONGEST_WAIT_MS;
    for (let events = 0; ; events++) {
      await drained();
      if (isSettled) return promise;
      if (this.step(latest) && events < MOST_EVENTS) continue;
      for (let turn = 0; turn < REAL_TURNS && !isSettled && this.due.length === 0; turn++) await realTurn();
      if (!isSettled && (this.due.length === 0 || events >= MOST_EVENTS || this.peekMs() > latest)) {
        throw new Hang(
          `${what} was not over after ${events} events and ${LONGEST_WAIT_MS / 86_400_000} days`,
        );
      }
    }
  }

  /** Whatever happens in so much time. */
  async idle(milliseconds: number): Promise<void> {
    await this.run('time', this.delay(milliseconds));
  }

  /** @returns whether something was due. */
  private step(latestMs: number): boolean {
    for (let due = this.due[0]; due !== undefined && due.atMs <= latestMs; due = this.due[0]) {
      pop(this.due);
      if (due.run === undefined) continue;
      this.pass(Math.max(0, due.atMs - this.monotonic));
      due.run();
      return true;
    }
    return false;
  }

  private peekMs(): number {
    return this.due[0]?.atMs ?? Infinity;
  }

  private pass(milliseconds: number): void {
    this.monotonic += milliseconds;
    this.moveWall(milliseconds);
  }

  private moveWall(milliseconds: number): void {
    this.wall += milliseconds;
    this.latestWallUnixMs = Math.max(this.latestWallUnixMs, this.wall);
  }
}

/**
 * Resolves when no promise has anything left to do. In Node a tick that a microtask asks for comes after all microtasks,
 * those too that they brought about; a turn of the event loop would take ten times as long.
 */
function drained(): Promise<void> {
  return new Promise((resolve) => queueMicrotask(() => process.nextTick(resolve)));
}

function realTurn(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 1));
}

// A binary heap.

function isBefore(a: Due, b: Due): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function push(heap: Due[], due: Due): void {
  let at = heap.push(due) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(due, heap[parent] as Due)) break;
    heap[at] = heap[parent] as Due;
    at = parent;
  }
  heap[at] = due;
}

function pop(heap: Due[]): void {
  const last = heap.pop() as Due;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const child = right < heap.length && isBefore(heap[right] as Due, heap[left] as Due) ? right : left;
    if (!isBefore(heap[child] as Due, last)) break;
    heap[at] = heap[child] as Due;
    at = child;
  }
  heap[at] = last;
}
