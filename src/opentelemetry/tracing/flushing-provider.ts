/** A provider of the SDK, of either shape: one whose spans wait before they are sent. */
import type { TracerProvider } from '@opentelemetry/api';

export interface FlushingProvider extends TracerProvider {
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}
