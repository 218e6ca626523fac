/**
 * Finds what belongs to a set of attributes without making a string of it.
 *
 * Sets with the same keys in the same order have one shape, and the values are a path of maps from there. What is
 * looked at is always the content, never the identity of the object: one that was changed since the last recording
 * is another set.
 */
import type { Attributes, AttributeValue } from '@opentelemetry/api';

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
  children?: Map<AttributeValue | undefined, Node<T>>;
}

/** A set of attributes as it was first met. */
interface Leaf<T> {
  readonly shape: Shape<T>;
  readonly values: readonly (AttributeValue | undefined)[];
  readonly found: T;
}

export class AttributeIndex<T> {
  private readonly keeps: (key: string) => boolean;
  private shapes: Shape<T>[] = [];
  private last: Leaf<T> | undefined;

  /** @param keeps whether the key tells sets apart. */
  constructor(keeps: (key: string) => boolean) {
    this.keeps = keeps;
  }

  /** What was remembered for these attributes. Sets with an array in them are never remembered. */
  find(attributes: Attributes): T | undefined {
    const { last } = this;
    if (last === undefined) return undefined;
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

  remember(attributes: Attributes, found: T): void {
    const keys = keysOf(attributes);
    const values = keys.map((key) => attributes[key]);
    // The content of an array could change under its identity.
    if (values.some((value) => typeof value === 'object' && value !== null)) return;
    const shape = this.shapeOf(keys) ?? this.addShape(keys);
    if (shape === undefined) return;
    let node = shape.root;
    values.forEach((value, i) => {
      if (!shape.isKept[i]) return;
      node.children ??= new Map();
      const next = node.children.get(value) ?? {};
      node.children.set(value, next);
      node = next;
    });
    this.last = node.leaf = { shape, values, found };
  }

  clear(): void {
    this.shapes = [];
    this.last = undefined;
  }

  private findIn(shape: Shape<T>, attributes: Attributes): T | undefined {
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

  private findInAnother(attributes: Attributes): T | undefined {
    const shape = this.shapeOf(keysOf(attributes));
    return shape && this.findIn(shape, attributes);
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

/** As `find` meets them. */
function keysOf(attributes: Attributes): string[] {
  const keys: string[] = [];
  for (const key in attributes) keys.push(key);
  return keys;
}
