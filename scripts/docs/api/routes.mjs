// src/api/generated/routes.ts: where each operation is, for whoever asks and does not carry the whole contract.

/** @param {import('../../../src/api/contract/openapi.ts').OpenApi} document */
export function apiRoutes({ paths }) {
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) =>
        `  ${operation.operationId}: ['${method.toUpperCase()}', '${path}', '${formOf(operation)}'],`,
    ),
  );
  return `/** Of src/api/contract, by npm run docs: where each operation is, and whether it answers with JSON or with a file. */
export const ROUTES = {
${rows.join('\n')}
} as const satisfies Readonly<Record<string, readonly ['GET' | 'POST', string, 'json' | 'file']>>;
`;
}

/** What it answers where nobody asked for more: the type that stands first. */
function formOf({ responses }) {
  return Object.keys(responses[200].content)[0] === 'application/json' ? 'json' : 'file';
}
