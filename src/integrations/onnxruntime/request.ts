/** What a call of `InferenceSession.create()` says. */

export interface CreateRequest {
  readonly address: string | undefined;
  /** Without folders and ending. */
  readonly fileName: string | undefined;
  readonly sizeBytes: number | undefined;
  readonly providers: readonly string[];
}

export const NOTHING_KNOWN: CreateRequest = {
  address: undefined,
  fileName: undefined,
  sizeBytes: undefined,
  providers: [],
};

/** `create(path, options)`, `create(bytes, options)`, `create(buffer, byteOffset, byteLength, options)`. */
export function requestOf([model, ...more]: readonly unknown[]): CreateRequest {
  const address = typeof model === 'string' ? model : undefined;
  const options = more.find((one) => typeof one === 'object' && one !== null) as
    | { readonly executionProviders?: readonly unknown[] }
    | undefined;
  const [byteOffset = 0, byteLength] = more.filter((one) => typeof one === 'number');
  const size = byteLength ?? Number((model as { byteLength?: unknown } | null)?.byteLength) - byteOffset;
  return {
    address,
    fileName: address === undefined ? undefined : fileNameOf(address),
    sizeBytes: size > 0 ? size : undefined,
    providers: (options?.executionProviders ?? []).map((one) =>
      typeof one === 'string' ? one : String((one as { name?: unknown }).name),
    ),
  };
}

/** `https://host/models/glyphs.onnx?v=2` is `glyphs`. */
function fileNameOf(address: string): string | undefined {
  const [path = ''] = address.split(/[?#]/, 1);
  return (
    path
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/\.\w+$/, '') || undefined
  );
}
