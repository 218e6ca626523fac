/** A configuration that was kept, checked as one that is sent. */
import { type ConfigurationChange, parseRequest } from '../../api/index.ts';

/** What a text says that was kept. @throws ApiError where it makes no sense */
export function configurationIn(text: string): ConfigurationChange {
  const body = text.trim() === '' ? '{}' : text;
  const parts = { query: new URLSearchParams(), contentType: 'application/json', body };
  return parseRequest('updateTelemetryConfig', parts).body as ConfigurationChange;
}
