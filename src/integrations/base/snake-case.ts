/** `getMany` is `get_many`: as operations on storage are called. */
export function snakeCased(camelCase: string): string {
  return camelCase.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
}
