/** In a file of its own, whose declarations need `@opentelemetry/api` alone, and no SDK. */
import type { TracerProvider } from '@opentelemetry/api';

/** A provider of the SDK, of either shape: one whose spans wait before they are sent. */
export interface FlushingProvider extends TracerProvider {
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}
