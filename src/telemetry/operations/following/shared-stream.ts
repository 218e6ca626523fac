import { forwarding } from './forwarding.ts';
import type { StreamObserver } from './stream-observer.ts';

/**
 * A stream with several readers, as `tee()` makes them: what any of them is given counts once, and their first end is the
 * end. A reader that leaves is one reader less.
 */
export class SharedStream {
  private readonly observer: StreamObserver;
  private furthest = 0;
  private readers = 0;
  private isHidden = false;

  constructor(observer: StreamObserver) {
    this.observer = observer;
  }

  reader(): StreamObserver {
    const { observer } = this;
    let position = 0;
    let isHere = true;
    const leave = (last: () => void) => {
      if (!isHere) return;
      isHere = false;
      this.readers -= 1;
      if (this.readers === 0) last();
    };
    this.readers += 1;
    return forwarding(observer, {
      chunk: (value) => {
        position += 1;
        if (position <= this.furthest) return;
        this.furthest = position;
        observer.chunk(value);
      },
      returned: () => leave(() => observer.returned()),
      abandoned: () => leave(() => (this.isHidden ? observer.unfollowed() : observer.abandoned())),
      unfollowed: () => leave(() => observer.unfollowed()),
    });
  }

  /** Somebody may read it in a way that cannot be seen. */
  hide(): void {
    this.isHidden = true;
  }
}
