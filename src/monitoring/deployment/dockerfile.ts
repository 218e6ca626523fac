/** The image of the process that is watched. */
import type { Settings } from '../options.ts';

/** Long-term support until April 2028. */
const NODE_IMAGE = 'node:24-slim';

/** For a project with a package-lock.json, from whose folder it is built. */
export function dockerfile({ port, entryPoint, healthPath }: Settings): string {
  const question = `fetch('http://127.0.0.1:' + (process.env.PORT ?? ${port}) + '${healthPath}').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  return `# From the folder of the project: docker build -f monitoring/Dockerfile -t app .
FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
ENV HOST=0.0.0.0
ENV PORT=${port}
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY . .
# The user node of the image, by its number: Kubernetes can tell that it is not root.
USER 1000
EXPOSE ${port}
# Without curl, which the image does not have. What is starting is not unhealthy yet.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \\
  CMD ["node", "-e", ${JSON.stringify(question)}]
CMD ["node", ${JSON.stringify(entryPoint)}]
`;
}
