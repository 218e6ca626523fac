/** A transport of MCP, looked at where its messages pass: what is sent, what is received, and that it was closed. */

// biome-ignore lint/suspicious/noExplicitAny: messages of others, looked at by their shape
export type Message = any;

export interface TransportWatcher {
  /** @param pass sends a message, with the options of the one that is to be sent */
  sending(message: Message, options: unknown, pass: (message: Message) => unknown): unknown;
  /** @param pass hands the message to the client or the server */
  receiving(message: Message, pass: () => unknown): unknown;
  closed(): void;
}

// biome-ignore lint/suspicious/noExplicitAny: any function there is
type AnyFunction = (...args: any[]) => unknown;

/**
 * A stand-in, which clients and servers use as they use the transport: they set `onmessage` and `onclose`, and read what they
 * have set. Methods run with the transport itself as `this`, since it may have private fields.
 */
export function watchedTransport<Transport extends { readonly send: unknown }>(
  transport: Transport,
  watcher: TransportWatcher,
): Transport {
  const { onmessage, onclose } = transport as { onmessage?: unknown; onclose?: unknown };
  const set: Record<string, unknown> = { onmessage, onclose };
  const instead: Readonly<Record<string, AnyFunction>> = {
    onmessage(this: unknown, ...args) {
      return watcher.receiving(args[0], () => Reflect.apply(set.onmessage as AnyFunction, this, args));
    },
    onclose(this: unknown, ...args) {
      watcher.closed();
      return typeof set.onclose === 'function' ? Reflect.apply(set.onclose, this, args) : undefined;
    },
  };
  const methods = new WeakMap<AnyFunction, AnyFunction>();

  function send(message: Message, ...more: unknown[]): unknown {
    const pass = (passed: Message) =>
      Reflect.apply(transport.send as AnyFunction, transport, [passed, ...more]);
    return watcher.sending(message, more[0], pass);
  }

  // Not `onmessage`: a transport that has none yet may keep its messages until then.
  Reflect.set(transport, 'onclose', instead.onclose);
  return new Proxy(transport, {
    get(target, key) {
      if (key === 'send') return send;
      if (typeof key === 'string' && Object.hasOwn(set, key)) return set[key];
      const value: unknown = Reflect.get(target, key, target);
      // What it was given, and its class, is compared.
      if (typeof value !== 'function' || key === 'constructor' || Object.hasOwn(target, key)) return value;
      const method = methods.get(value as AnyFunction) ?? (value.bind(target) as AnyFunction);
      methods.set(value as AnyFunction, method);
      return method;
    },
    set(target, key, value) {
      if (typeof key !== 'string' || !Object.hasOwn(set, key)) return Reflect.set(target, key, value, target);
      set[key] = value;
      const isWatched = key === 'onclose' || typeof value === 'function';
      return Reflect.set(target, key, isWatched ? instead[key] : value, target);
    },
  });
}
