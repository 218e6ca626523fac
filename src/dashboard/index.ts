/** The page that shows a telemetry while it works, as files that any server can hand out. */
export { type DashboardAsset, dashboardAssets } from './assets.ts';
