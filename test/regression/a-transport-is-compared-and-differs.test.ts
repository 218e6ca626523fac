// What a transport of MCP was given came back as another function, and its class as no class.
import { createTelemetry } from 'inferometer';
import { instrumentMcpTransport } from 'inferometer/integrations/mcp';
import { assert, test } from '../harness.ts';

class Transport {
  onmessage?: (message: object) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  readonly #sent: object[] = [];

  async send(message: object): Promise<void> {
    this.#sent.push(message);
  }

  get count(): number {
    return this.#sent.length;
  }

  sent(): readonly object[] {
    return this.#sent;
  }
}

test('what a transport is, and was given, is the same on what stands in for it', async () => {
  const plain = new Transport();
  Object.defineProperty(plain, 'fixed', { value: () => 5 });
  const transport: Transport & { fixed?: () => number } = instrumentMcpTransport(createTelemetry(), plain);
  const handler = () => {};
  transport.onmessage = handler;
  transport.onclose = handler;
  transport.onerror = handler;
  assert.equal(
    [transport.onmessage, transport.onclose, transport.onerror].map((one) => one === handler),
    [true, true, true],
  );
  assert.is(transport.constructor, Transport);
  assert.is(transport.sent, transport.sent);
  assert.is(transport.fixed?.(), 5);
  await transport.send({ jsonrpc: '2.0', id: 1, method: 'ping' });
  assert.equal([transport.count, transport.sent().length], [1, 1]);
});
