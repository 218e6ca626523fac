/** A picture of dots, eight in each cell: those of braille. */
import type { Paint } from '../terminal/style.ts';

/** Of a dot at column x and row y of a cell, by Unicode's table of braille patterns. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

export class Canvas {
  readonly width: number;
  readonly height: number;
  private readonly dots: Uint8Array;
  private readonly marks: (string | undefined)[];
  private readonly paints: (Paint | undefined)[];

  /** In cells. */
  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.dots = new Uint8Array(width * height);
    this.marks = new Array<string | undefined>(width * height).fill(undefined);
    this.paints = new Array<Paint | undefined>(width * height).fill(undefined);
  }

  /**
   * A line between two points, from 0 at the left and at the bottom to 1; what is outside is left out.
   *
   * @param letter drawn in whole cells instead of dots
   */
  line(
    from: readonly [x: number, y: number],
    to: readonly [x: number, y: number],
    paint: Paint | undefined,
    letter: string | undefined,
  ): void {
    const place = ([x, y]: readonly [number, number]) =>
      [x * (2 * this.width - 1), (1 - y) * (4 * this.height - 1)] as const;
    const [[x0, y0], [x1, y1]] = [place(from), place(to)];
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))));
    for (let i = 0; i <= steps; i++) {
      const x = Math.round(x0 + ((x1 - x0) * i) / steps);
      const y = Math.round(y0 + ((y1 - y0) * i) / steps);
      this.dot(x, y, paint, letter);
    }
  }

  /** Lines of text. */
  lines(): string[] {
    return Array.from({ length: this.height }, (_, row) => {
      let line = '';
      for (let column = 0; column < this.width; column++) {
        const at = row * this.width + column;
        const dots = this.dots[at] as number;
        const text = this.marks[at] ?? (dots === 0 ? ' ' : String.fromCharCode(0x2800 + dots));
        line += text === ' ' ? text : (this.paints[at] ?? plain)(text);
      }
      return line.trimEnd();
    });
  }

  private dot(x: number, y: number, paint: Paint | undefined, letter: string | undefined): void {
    const [column, row] = [x >> 1, y >> 2];
    if (column < 0 || row < 0 || column >= this.width || row >= this.height) return;
    const at = row * this.width + column;
    this.dots[at] = (this.dots[at] as number) | (DOTS[y & 3]?.[x & 1] as number);
    this.paints[at] = paint;
    if (letter !== undefined) this.marks[at] = letter;
  }
}

function plain(text: string): string {
  return text;
}
