// Choices that a seed makes.
import { randomFrom } from '../../histogram/oracle.ts';

export class Chance {
  /** In (0, 1). */
  readonly random: () => number;

  constructor(seed: number) {
    // Seeds that follow one another begin alike in a generator that shifts: they are spread first.
    this.random = randomFrom(Math.imul(seed + 1, 0x9e3779b1) ^ (seed >>> 3));
    for (let i = 0; i < 4; i++) this.random();
  }

  /** An integer in [0, n). */
  below(n: number): number {
    return Math.floor(this.random() * n);
  }

  /** An integer in [low, high]. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** Whether something happens that does so with this probability. */
  of(probability: number): boolean {
    return this.random() < probability;
  }

  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** One of the keys, each as often as its weight says. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key {
    const entries = Object.entries(weights) as [Key, number][];
    let left = this.random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      left -= weight;
      if (left < 0) return key;
    }
    throw new Error('no weight is above 0');
  }

  bytes(size: number): Uint8Array {
    return Uint8Array.from({ length: size }, () => this.below(256));
  }
}
