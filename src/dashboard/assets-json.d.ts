/** What scripts/pages.mjs makes of `page/`: an asset for each path. */
declare module '*/dashboard/assets.json' {
  const files: Readonly<Record<string, import('../ports.ts').EmbeddedFile>>;
  export default files;
}
