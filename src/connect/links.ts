/** The parts of a connection, one after another, each with what ends it. */
import type { Connection, ConnectionName } from './connection.ts';

type Component = Omit<Connection, 'connected' | 'close'>;

export class Links {
  private readonly parts: Component[] = [];
  private readonly names: ConnectionName[] = [];
  private readonly ends: (() => unknown)[] = [];
  private closing: Promise<void> | undefined;

  add(name: ConnectionName, part: Component, end: () => unknown): void {
    this.names.push(name);
    this.parts.push(part);
    this.ends.push(end);
  }

  connection(): Connection {
    const parts: Component = Object.assign({}, ...this.parts);
    return { ...parts, connected: [...this.names], close: () => this.close() };
  }

  /** Ends all, whatever one of them throws, and throws the first of that. */
  close(): Promise<void> {
    this.closing ??= this.endAll();
    return this.closing;
  }

  private async endAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of this.ends.reverse()) {
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
