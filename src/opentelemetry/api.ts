/** The module `@opentelemetry/api`. Alone in its file: declarations that need it need no other package. */
export type Api = typeof import('@opentelemetry/api');
