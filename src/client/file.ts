/** Answers that are no JSON: pictures, tables, pages. */

export class ApiFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `image/png`, `text/csv; charset=utf-8` ... */
  readonly contentType: string;

  /** @internal */
  constructor(bytes: Uint8Array<ArrayBuffer>, contentType: string) {
    this.bytes = bytes;
    this.contentType = contentType;
  }

  /** As UTF-8, which all texts of the server are in. */
  text(): string {
    return new TextDecoder().decode(this.bytes);
  }

  /** @throws SyntaxError where it is none */
  json(): unknown {
    return JSON.parse(this.text());
  }
}
