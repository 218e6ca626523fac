/** The configuration of what is recorded. */
import type { Operations } from '../../api/index.ts';
import type { Route } from '../call.ts';

export const getTelemetryConfig: Route<'getTelemetryConfig'> = async ({ serving }) => ({
  config: serving.configuration.current(),
});

export const updateTelemetryConfig: Route<'updateTelemetryConfig'> = async ({ serving, body }) => {
  const fixed = await serving.configuration.change(body);
  const warning = `The following settings cannot be updated without restarting: ${fixed.join(', ')}`;
  return {
    config: serving.configuration.current(),
    ...(fixed.length > 0 && { warning }),
  } as Operations['updateTelemetryConfig']['answer'];
};
