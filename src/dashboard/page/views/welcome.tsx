/** Nothing was recorded yet: how to begin. */

const CODE = `const telemetry = createTelemetry();
const answer = await telemetry.trackInference({ modelId: 'my-model', batchSize: 1 }, () => model.predict(input));
telemetry.recordTrainingStats({ modelId: 'my-model', epoch: 0, loss: 0.42 });`;

export function Welcome() {
  return (
    <section class="welcome" aria-labelledby="welcome">
      <h2 id="welcome">Nothing was recorded yet</h2>
      <p>This page fills as soon as the program tells its telemetry what it does:</p>
      <pre>
        <code>{CODE}</code>
      </pre>
      <p>It listens; there is no need to load it again.</p>
    </section>
  );
}
