/** What the last attempts say about a backend. */
import type { BackendHealth } from 'inferometer';

const OFFLINE_AFTER_FAILURES = 3;

export class Health {
  private failures = 0;
  private health: BackendHealth | undefined;

  /** The backend's health if the attempt has changed it. */
  after(succeeded: boolean): BackendHealth | undefined {
    this.failures = succeeded ? 0 : this.failures + 1;
    const health =
      this.failures === 0 ? 'online' : this.failures < OFFLINE_AFTER_FAILURES ? 'degraded' : 'offline';
    if (health === this.health) return undefined;
    this.health = health;
    return health;
  }
}
