// src/api/generated/routes.ts: where each operation is, for whoever asks and does not carry the whole contract.

/** @param {import('../../../src/api/contract/openapi.ts').OpenApi} document */
export function apiRoutes({ paths }) {
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { operationId }]) => `  ${operationId}: ['${method.toUpperCase()}', '${path}'],`,
    ),
  );
  return `/** Of src/api/contract, by npm run docs: where each operation is. */
export const ROUTES = {
${rows.join('\n')}
} as const satisfies Readonly<Record<string, readonly ['GET' | 'POST', string]>>;
`;
}
