/** What scripts/api-page.mjs makes of `browser/` and `page.css`. */
declare module '*/dist/api/page.json' {
  const files: Readonly<Record<string, import('./assets.ts').ApiPageAsset>>;
  export default files;
}
