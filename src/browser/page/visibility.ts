/** How long a page is visible, and how long it is hidden. */
import type { OwnMetrics } from '../../metrics/index.ts';
import { listen, type Signal } from './signal.ts';

const SECONDS = {
  name: 'page_visibility_seconds_total',
  help: 'Time in which the page was visible, and in which it was hidden.',
  labels: ['state'],
} as const;
const VISIBLE = {
  name: 'page_visible',
  help: '1 while the page is visible, 0 while it is hidden.',
} as const;

export class Visibility implements Signal {
  private readonly page: Document;
  private readonly seconds: Readonly<Record<DocumentVisibilityState, { add(seconds: number): void }>>;
  private readonly visible: { set(value: number): void };
  private readonly ends: () => void;
  private state: DocumentVisibilityState;
  private sinceMs = performance.now();

  /** @param hidden called when the page is hidden. */
  constructor(metrics: OwnMetrics, page: Document, hidden: () => void) {
    const seconds = metrics.counter(SECONDS);
    this.page = page;
    this.seconds = {
      visible: seconds.withLabels({ state: 'visible' }),
      hidden: seconds.withLabels({ state: 'hidden' }),
    };
    this.visible = metrics.gauge(VISIBLE).withLabels();
    this.state = page.visibilityState;
    this.visible.set(this.state === 'visible' ? 1 : 0);
    // On the window: those on the document come later.
    this.ends = listen(page.defaultView ?? page, ['visibilitychange', 'pagehide', 'freeze'], () => {
      this.flush();
      if (this.state === 'hidden') hidden();
    });
  }

  flush(): void {
    const nowMs = performance.now();
    this.seconds[this.state].add((nowMs - this.sinceMs) / 1000);
    this.sinceMs = nowMs;
    this.state = this.page.visibilityState;
    this.visible.set(this.state === 'visible' ? 1 : 0);
  }

  stop(): void {
    this.flush();
    this.ends();
  }
}
