/** The page that shows a telemetry while it works, as files that any server can hand out. */
export { dashboardAssets } from './assets.ts';
