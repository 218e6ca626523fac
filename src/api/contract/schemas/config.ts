/** The configuration of the source document. */
import { partial, record, type Schema, schemaRef, text } from '../openapi.ts';
import { answer, answered, type Described } from './answer.ts';

const FIELDS = {
  enabled: { type: 'boolean', description: 'Whether anything is recorded.' },
  metrics_path: {
    type: 'string',
    minLength: 1,
    maxLength: 4096,
    pattern: '^[^\\u0000-\\u001f]+$',
    description: 'The directory of the store. Takes effect with the next start.',
  },
  retention_days: {
    type: 'integer',
    minimum: 1,
    maximum: 36_500,
    description: 'How long the store keeps what was recorded. 30 by default.',
  },
  sampling_interval: {
    type: 'number',
    minimum: 0.01,
    maximum: 86_400,
    description: 'Seconds of one interval of the history. 60 by default.',
  },
  enable_detailed_timing: {
    type: 'boolean',
    description: 'Whether phases of operations are recorded. true by default.',
  },
  operation_hooks: {
    type: 'boolean',
    description: 'Whether the hooks of storage record. true by default. Takes effect with the next start.',
  },
} as const satisfies Readonly<Record<string, Schema>>;

const CONFIG = {
  enabled: true,
  metrics_path: '~/.ipfs_kit/telemetry',
  retention_days: 30,
  sampling_interval: 60,
  enable_detailed_timing: true,
  operation_hooks: true,
} as const;

export const CONFIGURATION = {
  schemas: {
    Configuration: record({
      ...FIELDS,
      metrics_path: {
        type: ['string', 'null'],
        description: 'The directory of the store; null: without one.',
      },
    }),
    ConfigurationChange: partial(FIELDS, { description: 'What is left out stays as it is.' }),
    TelemetryConfiguration: answer('get_telemetry_config', { config: schemaRef('Configuration') }),
    TelemetryConfigurationChanged: answer(
      'update_telemetry_config',
      {
        config: schemaRef('Configuration'),
        warning: text('Which of the settings take effect with the next start.'),
      },
      ['warning'],
    ),
  },
  examples: {
    ConfigurationChange: CONFIG,
    TelemetryConfiguration: answered('get_telemetry_config', { config: CONFIG }),
    TelemetryConfigurationChanged: answered('update_telemetry_config', {
      config: CONFIG,
      warning: 'The following settings cannot be updated without restarting: metrics_path, operation_hooks',
    }),
  },
} as const satisfies Described;
