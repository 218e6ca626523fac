/** The page of the contract: every route, to be read and tried. */
import { type ApiOperation, openApi, operations } from '../operations.ts';
import { type Html, html, prose } from './html.ts';
import { operationArticle } from './operation.ts';

/** @param assets addresses of what it asks for, relative to where it lies */
export function apiPageHtml(assets: { readonly script: string; readonly style: string }): string {
  const { title, version, summary, description } = openApi.info;
  const groups = openApi.tags.map((tag) => ({ ...tag, operations: operationsOf(tag.name) }));
  const all = Object.keys(operations).length;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} API ${version}</title>
<link rel="stylesheet" href="${assets.style}">
<script type="module" src="${assets.script}"></script>
</head>
<body>
<a class="skip" href="#routes">To the routes</a>
<header class="bar">
  <p class="home"><a href="./">${title}</a> <span>API ${version}</span></p>
  <p class="field search"><label for="search">Search</label><input id="search" type="search" placeholder="chart, report, p99 …" autocomplete="off" spellcheck="false" aria-controls="routes" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd></p>
  <p class="field token"><label for="token">Token</label><input id="token" type="password" placeholder="token, if any" autocomplete="off" spellcheck="false"></p>
  <p class="links"><a href="./openapi.json">openapi.json</a></p>
</header>
<nav aria-label="Routes">
  <details open>
    <summary>Routes <span id="found" role="status">${all}</span></summary>
    ${groups.map((group) => html`<section><h2>${group.name}</h2><ul>${group.operations.map(navItem)}</ul></section>`)}
  </details>
</nav>
<main id="routes" tabindex="-1">
  <section class="intro">
    <h1>${summary}</h1>
    ${description.split('\n\n').map((paragraph) => html`<p>${prose(paragraph)}</p>`)}
  </section>
  <p class="nothing" hidden>No route has this in its name, its path or its parameters.</p>
  ${groups.map(groupSection)}
</main>
</body>
</html>
`.text;
}

function operationsOf(tag: string): ApiOperation[] {
  const ids = Object.values(openApi.paths).flatMap((methods) =>
    Object.values(methods)
      .filter(({ tags }) => tags.includes(tag))
      .map(({ operationId }) => operationId),
  );
  return ids.map((id) => operations[id as keyof typeof operations]);
}

function navItem({ id, method, path, summary }: ApiOperation): Html {
  return html`<li><a href="#${id}" title="${method} ${path}"><span class="method ${method.toLowerCase()}">${method}</span> ${summary}</a></li>`;
}

function groupSection(group: {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly ApiOperation[];
}): Html {
  return html`<section class="group">
  <h2>${group.name}</h2>
  <p class="about">${prose(group.description)}</p>
  ${group.operations.map(operationArticle)}
</section>`;
}
