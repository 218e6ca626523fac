/** What every integration is told of the calls that it records. */
import { Calls, type CallsOf } from '../../instrument/index.ts';
import {
  type CallLabels,
  componentOf,
  contextOf,
  labelValuesOf,
  namesOf,
  requireAttributes,
  type TelemetryHandle,
} from '../../telemetry/index.ts';
import { requireLabel } from '../../validate.ts';

export interface IntegrationOptions {
  /** Labels of one's own on every call, by the names in `labelNames` of createTelemetry. None if left out. */
  readonly labels?: CallLabels;
  /**
   * `gen_ai.provider.name` of the spans, by OpenTelemetry's names: `openai`, `azure.ai.openai`, `aws.bedrock` ... What can
   * be told from where requests go if left out. It is no label: declare one in `labelNames` where it is wanted as one.
   */
  readonly provider?: string;
}

/** The names of these, for tables of all that an integration takes. */
export const COMMON_OPTIONS: Readonly<Record<keyof IntegrationOptions, true>> = {
  labels: true,
  provider: true,
};

export const INTEGRATION_NAMES = /* @__PURE__ */ namesOf<IntegrationOptions>(COMMON_OPTIONS);

/**
 * Where the integration's calls are recorded, and what is said of all of them.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
 */
export function callsFor(
  telemetry: TelemetryHandle,
  options: IntegrationOptions,
  names: ReadonlySet<string>,
): { readonly calls: Calls; readonly of: CallsOf } {
  const instance = contextOf(telemetry);
  requireAttributes('options', options, names);
  const { labels, provider } = options;
  labelValuesOf(instance, labels);
  if (provider !== undefined) requireLabel('provider', provider);
  return { calls: componentOf(instance, Calls), of: { labels, provider } };
}
