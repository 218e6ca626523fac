export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { telemetry } = await import('./telemetry.js');
  telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'glyphs' }, () => {});
}
