/** What scripts/dashboard.mjs makes of `page/`: an asset for each path. */
declare module '*/dashboard/assets.json' {
  const files: Readonly<Record<string, import('./assets.ts').DashboardAsset>>;
  export default files;
}
