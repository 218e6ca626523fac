/**
 * Finds what belongs to a set of attributes without making a string of it.
 *
 * Sets with the same keys in the same order have one shape, and the values are a path of maps from there. What is
 * looked at is always the content, never the identity of the object: one that was changed since the last recording
 * is another set.
 */
import type { Labels, LabelValue } from './base/model.ts';

/** What an instrument meets in practice is one shape, or three; more than these are looked up the slow way. */
const SHAPE_LIMIT = 64;

interface Shape<T> {
  readonly keys: readonly string[];
  /** Whether the value of the key leads further; keys that a view leaves out do not. */
  readonly isKept: readonly boolean[];
  readonly root: Node<T>;
}

interface Node<T> {
  leaf?: Leaf<T>;
  children?: Map<LabelValue | undefined, Node<T>>;
}

/** A set of attributes as it was first met. */
interface Leaf<T> {
  readonly shape: Shape<T>;
  readonly values: readonly (LabelValue | undefined)[];
  readonly found: T;
}

export class AttributeIndex<T> {
  private readonly keeps: (key: string) => boolean;
  private shapes: Shape<T>[] = [];
  private last: Leaf<T> | undefined;
  /** The sets that have these keys, in their order, and no others. */
  private fixed: Shape<T> | undefined;

  /**
   * @param keeps whether the key tells sets apart.
   * @param keys those of every set, where they are known.
   */
  constructor(keeps: (key: string) => boolean, keys?: readonly string[]) {
    this.keeps = keeps;
    this.fixed = keys && this.addShape(keys);
  }

  /** What was remembered for these attributes. Sets with an array in them are never remembered. */
  find(attributes: Labels): T | undefined {
    const { last } = this;
    if (last === undefined) return this.findInAnother(attributes);
    const { values } = last;
    const { keys } = last.shape;
    let i = 0;
    // Most often they are those of the last time, and comparing them is cheaper than any map.
    for (const key in attributes) {
      if (key !== keys[i] || attributes[key] !== values[i]) return this.findIn(last.shape, attributes);
      i++;
    }
    return i === keys.length ? last.found : this.findIn(last.shape, attributes);
  }

  remember(attributes: Labels, found: T): void {
    const keys = keysOf(attributes);
    const values = keys.map((key) => attributes[key]);
    // The content of an array could change under its identity.
    if (values.some((value) => typeof value === 'object' && value !== null)) return;
    const shape = this.shapeOf(keys) ?? this.addShape(keys);
    if (shape === undefined) return;
    this.last = this.leafOf(shape, values).leaf = { shape, values, found };
  }

  /** What was remembered for these values of the known keys, in their order. */
  findValues(values: readonly string[]): T | undefined {
    let node: Node<T> | undefined = this.fixed?.root;
    for (let i = 0; i < values.length; i++) node = node?.children?.get(values[i] as string);
    return node?.leaf?.found;
  }

  rememberValues(values: readonly string[], found: T): void {
    const shape = this.fixed as Shape<T>;
    this.leafOf(shape, values).leaf = { shape, values, found };
  }

  clear(): void {
    const { fixed } = this;
    this.shapes = [];
    this.last = undefined;
    this.fixed = fixed && this.addShape(fixed.keys);
  }

  private findIn(shape: Shape<T>, attributes: Labels): T | undefined {
    const { keys, isKept } = shape;
    let node = shape.root;
    let i = 0;
    for (const key in attributes) {
      if (key !== keys[i]) return this.findInAnother(attributes);
      if (isKept[i]) {
        const next = node.children?.get(attributes[key]);
        if (next === undefined) return undefined;
        node = next;
      }
      i++;
    }
    if (i !== keys.length) return this.findInAnother(attributes);
    if (node.leaf === undefined) return undefined;
    this.last = node.leaf;
    return node.leaf.found;
  }

  private findInAnother(attributes: Labels): T | undefined {
    const shape = this.shapeOf(keysOf(attributes));
    return shape && this.findIn(shape, attributes);
  }

  /** The end of the path of these values, made where it is not there. */
  private leafOf(shape: Shape<T>, values: readonly (LabelValue | undefined)[]): Node<T> {
    let node = shape.root;
    values.forEach((value, i) => {
      if (!shape.isKept[i]) return;
      node.children ??= new Map();
      const next = node.children.get(value) ?? {};
      node.children.set(value, next);
      node = next;
    });
    return node;
  }

  private shapeOf(keys: readonly string[]): Shape<T> | undefined {
    return this.shapes.find(
      (shape) => shape.keys.length === keys.length && shape.keys.every((key, i) => key === keys[i]),
    );
  }

  private addShape(keys: readonly string[]): Shape<T> | undefined {
    if (this.shapes.length === SHAPE_LIMIT) return undefined;
    const shape = { keys, isKept: keys.map(this.keeps), root: {} };
    this.shapes.push(shape);
    return shape;
  }
}

/** As `find` meets them: those that are inherited too. */
export function keysOf(attributes: Labels): string[] {
  const keys: string[] = [];
  for (const key in attributes) keys.push(key);
  return keys;
}
