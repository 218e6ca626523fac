/** prom-client, or one with its interface, with the metrics of one tracked inference. */
export async function openPromInference(load) {
  const { default: promClient } = await load();
  const { Counter, Gauge, Histogram, Registry } = promClient;
  const registers = [new Registry()];
  const scope = {
    duration: new Histogram({
      name: 'inference_seconds',
      help: 'Time of one inference.',
      labelNames: ['model_id', 'batch_size'],
      registers,
    }),
    operations: new Counter({
      name: 'operations_total',
      help: 'Operations that ended, by outcome.',
      labelNames: ['operation_type', 'status'],
      registers,
    }),
    throughput: new Gauge({
      name: 'inference_throughput',
      help: 'Items per second of the last inference.',
      labelNames: ['model_id'],
      registers,
    }),
  };
  const count = async () => (await scope.operations.get()).values.reduce((sum, { value }) => sum + value, 0);
  return { scope, count };
}
