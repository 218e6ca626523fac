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

/** Every field is there from the beginning: nodes that are alike are read faster. The last of a path has no map, which is 240 bytes. */
class Node<T> {
  found: T | undefined = undefined;
  children: Map<LabelValue | undefined, Node<T>> | undefined = undefined;
}

export class AttributeIndex<T> {
  private readonly keeps: (key: string) => boolean;
  private shapes: Shape<T>[] = [];
  /** The sets that have these keys, in their order, and no others. */
  private fixed: Shape<T> | undefined;
  /** Changes at every look-up: a getter of attributes may begin another one. */
  private turn = 0;
  /** Whether the set before the last was the last one too. */
  private isRepeating = false;
  // The set that was found last: most often the next one is the same, or differs at its end.
  private shape: Shape<T> | undefined = undefined;
  private found: T | undefined = undefined;
  private readonly values: (LabelValue | undefined)[] = [];
  /** The node before each value. */
  private readonly path: Node<T>[] = [];

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
    const { turn } = this;
    if (!this.isRepeating) return this.findNext(attributes);
    const { values } = this;
    const { keys } = this.shape as Shape<T>;
    let i = 0;
    // Nothing but a comparison, so that callers have it inlined: half of what the other way takes (measured).
    for (const key in attributes) {
      if (key !== keys[i] || attributes[key] !== values[i]) return this.findNext(attributes);
      i++;
    }
    return i === keys.length && turn === this.turn ? this.found : this.findNext(attributes);
  }

  /** Where it may be another one than the last. */
  private findNext(attributes: Labels): T | undefined {
    const { shape, values, path } = this;
    if (shape === undefined) return this.findInAnother(attributes);
    const { keys, isKept } = shape;
    // What is known of the last set holds only where this comes to its end: a getter may throw.
    this.shape = undefined;
    this.isRepeating = false;
    this.turn = (this.turn + 1) | 0;
    const { turn } = this;
    // Undefined for as long as the values are those of the last time: comparing them is cheaper than any map.
    let node: Node<T> | undefined;
    let i = 0;
    for (const key in attributes) {
      if (key !== keys[i]) return this.findInAnother(attributes);
      const value = attributes[key];
      if (turn !== this.turn) return this.findInAnother(attributes);
      if ((node !== undefined || value !== values[i]) && isKept[i]) {
        const before: Node<T> = node ?? (path[i] as Node<T>);
        node = before.children?.get(value);
        if (node === undefined) return this.findInAnother(attributes);
        values[i] = value;
        path[i] = before;
      }
      i++;
    }
    if (i !== keys.length) return this.findInAnother(attributes);
    if (node !== undefined) this.found = node.found;
    else this.isRepeating = true;
    this.shape = shape;
    return this.found;
  }

  remember(attributes: Labels, found: T): void {
    const keys = keysOf(attributes);
    const values = keys.map((key) => attributes[key]);
    // The content of an array could change under its identity.
    if (values.some((value) => typeof value === 'object' && value !== null)) return;
    const shape = this.shapeOf(keys) ?? this.addShape(keys);
    if (shape === undefined) return;
    this.add(shape, values, found);
  }

  /** What was remembered for these values of the known keys, in their order. */
  findValues(values: readonly string[]): T | undefined {
    let node: Node<T> | undefined = this.fixed?.root;
    for (let i = 0; i < values.length; i++) node = node?.children?.get(values[i] as string);
    return node?.found;
  }

  rememberValues(values: readonly string[], found: T): void {
    this.add(this.fixed as Shape<T>, values, found);
  }

  /** Nothing is remembered for this set any more, in whatever order its keys came. */
  forget(attributes: Labels, found: T): void {
    this.forgetLast();
    for (const shape of this.shapes) prune(shape, shape.root, 0, attributes, found);
  }

  clear(): void {
    const { fixed } = this;
    this.shapes = [];
    this.forgetLast();
    this.fixed = fixed && this.addShape(fixed.keys);
  }

  /** Also where a set of the same shape was not found: such a one is new, and seldom asked for. */
  private findInAnother(attributes: Labels): T | undefined {
    const { values, path } = this;
    const keys = keysOf(attributes);
    const given = keys.map((key) => attributes[key]);
    this.isRepeating = false;
    this.turn = (this.turn + 1) | 0;
    const shape = this.shapeOf(keys);
    let node = shape?.root;
    for (let i = 0; i < keys.length && node !== undefined; i++) {
      values[i] = given[i];
      path[i] = node;
      if (shape?.isKept[i]) node = node.children?.get(values[i]);
    }
    this.found = node?.found;
    this.shape = this.found === undefined ? undefined : shape;
    return this.found;
  }

  /** Ends the path of these values, made where it is not there. */
  private add({ root, isKept }: Shape<T>, values: readonly (LabelValue | undefined)[], found: T): void {
    let node = root;
    values.forEach((value, i) => {
      if (!isKept[i]) return;
      node.children ??= new Map();
      const next = node.children.get(value) ?? new Node<T>();
      node.children.set(value, next);
      node = next;
    });
    node.found = found;
  }

  /** Nor does it keep anything alive. */
  private forgetLast(): void {
    this.shape = this.found = undefined;
    this.isRepeating = false;
    this.values.length = this.path.length = 0;
  }

  private shapeOf(keys: readonly string[]): Shape<T> | undefined {
    return this.shapes.find(
      (shape) => shape.keys.length === keys.length && shape.keys.every((key, i) => key === keys[i]),
    );
  }

  private addShape(keys: readonly string[]): Shape<T> | undefined {
    if (this.shapes.length === SHAPE_LIMIT) return undefined;
    const shape = { keys, isKept: keys.map(this.keeps), root: new Node<T>() };
    this.shapes.push(shape);
    return shape;
  }
}

/** Takes what was found out of the tree, and the nodes that lead nowhere else; whether this one does not. */
function prune<T>(shape: Shape<T>, node: Node<T>, i: number, attributes: Labels, found: T): boolean {
  if (i === shape.keys.length) {
    if (node.found === found) node.found = undefined;
  } else if (!shape.isKept[i]) {
    return prune(shape, node, i + 1, attributes, found);
  } else {
    const value = attributes[shape.keys[i] as string];
    const next = node.children?.get(value);
    if (next !== undefined && prune(shape, next, i + 1, attributes, found)) node.children?.delete(value);
  }
  return node.found === undefined && !node.children?.size;
}

/** As `find` meets them: those that are inherited too. */
export function keysOf(attributes: Labels): string[] {
  const keys: string[] = [];
  for (const key in attributes) keys.push(key);
  return keys;
}
