/** What scripts/pages.mjs makes of `browser/` and `page.css`. */
declare module '*/dist/api/page.json' {
  const files: Readonly<Record<string, import('../../ports.ts').EmbeddedFile>>;
  export default files;
}
