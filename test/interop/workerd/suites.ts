/** The files of the handler's suite that need no server of their own. */
export const SUITES: Readonly<Record<string, () => Promise<unknown>>> = {
  hostile: () => import('../../http/hostile.test.ts'),
  history: () => import('../../http/routes/history.test.ts'),
  reports: () => import('../../http/routes/reports.test.ts'),
  storage: () => import('../../http/routes/storage.test.ts'),
  safety: () => import('../../http/safety/safety.test.ts'),
  events: () => import('../../http/events/events.test.ts'),
  png: () => import('./png.ts'),
};
