// Workers that write to stores of their page, and how the page sees these.
import { type Files, indexedDbFiles, opfsFiles } from 'inferometer/store';
import type { WriterEvent, WriterTask } from './writer.ts';
import writer from './writer.ts?worker';

export const kinds = ['IndexedDB', 'OPFS'] as const;

const script = URL.createObjectURL(new Blob([writer], { type: 'text/javascript' }));
/** Of no origin, so that nothing may be kept, as in a private window that keeps nothing. */
export const scriptWithoutStorage = `data:text/javascript,${encodeURIComponent(writer)}`;

/** A worker that writes, and what it said. */
export class Writer {
  readonly acknowledged: number[] = [];
  private readonly worker: Worker;
  private last: WriterEvent | undefined;
  private heard: () => void = () => {};

  constructor(task: Pick<WriterTask, 'kind' | 'name'> & Partial<WriterTask>, url = script) {
    this.worker = new Worker(url, { type: 'module' });
    this.worker.onmessage = ({ data }: MessageEvent<WriterEvent>) => {
      if (data.type === 'acknowledged') this.acknowledged.push(data.number);
      else this.last = data;
      this.heard();
    };
    this.worker.onerror = ({ message }) => {
      this.last = { type: 'refused', code: message };
      this.heard();
    };
    this.worker.postMessage({ begin: 0, count: 1, group: 1, bytes: 100, segmentBytes: 65_536, ...task });
  }

  async acknowledges(count: number): Promise<void> {
    while (this.acknowledged.length < count && this.last === undefined) await this.next();
  }

  async ends(): Promise<WriterEvent> {
    while (this.last === undefined) await this.next();
    return this.last;
  }

  async tryAgain(): Promise<WriterEvent> {
    this.last = undefined;
    this.worker.postMessage('flush');
    return this.ends();
  }

  kill(): void {
    this.worker.terminate();
  }

  private next(): Promise<void> {
    return new Promise((resolve) => {
      this.heard = resolve;
    });
  }
}

/** As a page sees it. */
export function filesOf(kind: 'OPFS' | 'IndexedDB', name: string): Files {
  return kind === 'OPFS' ? opfsFiles(name) : indexedDbFiles(name);
}
