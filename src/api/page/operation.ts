/** An operation for readers: what it is, what it takes, what it answers, and a form to try it. */
import { addressOf } from '../address.ts';
import type { Answer, Operation, Reference, Schema } from '../contract/openapi.ts';
import { FILTERS } from '../contract/parameters.ts';
import { type ApiOperation, type ApiParameter, openApi } from '../operations.ts';
import { curlOf } from './curl.ts';
import { type Html, html, prose } from './html.ts';
import { jsonParts } from './json.ts';
import { choices, fieldsOf, limits, typeWords, wordList } from './schema.ts';

/** What examples of requests are sent to. */
const EXAMPLE_BASE = new URL('http://localhost:8000/');

export function operationArticle(operation: ApiOperation): Html {
  const { id, method, path, summary, parameters, body } = operation;
  const { description, responses, requestBody } = sourceOf(operation);
  const example = requestBody?.content['application/json']?.example;
  const form = {
    id,
    method,
    path,
    parameters: parameters.map(({ name, in: place }) => ({ name, in: place })),
  };
  const filters = parameters.filter((one) => isFilter(one));
  const others = parameters.filter((one) => !isFilter(one));
  const row = (parameter: ApiParameter) => parameterRow(id, parameter);
  return html`<article id="${id}" data-operation="${JSON.stringify(form)}">
  <header>
    <h3><a href="#${id}">${summary}</a></h3>
    <p class="route"><span class="method ${method.toLowerCase()}">${method}</span> <code>${pathWithBreaks(path)}</code></p>
  </header>
  <div class="columns">
    <div class="says">
      ${description !== undefined && html`<p>${prose(description)}</p>`}
      ${parameters.length > 0 && html`<h4>Parameters</h4>`}
      ${others.length > 0 && html`<ul class="parameters">${others.map(row)}</ul>`}
      ${filters.length > 0 && html`<details class="filters"><summary>Filters: ${filters.map(({ name }) => name).join(', ')}</summary><ul class="parameters">${filters.map(row)}</ul></details>`}
      ${body !== undefined && html`<h4>Body</h4><p class="hint">${body.isRequired ? 'As JSON or as a form.' : 'As JSON or as a form; may be left out.'}</p>${fieldsOf(body.schema)}`}
    </div>
    <form class="try" aria-label="Try ${summary}">
      <div class="request">
        ${acceptField(operation)}
        ${body !== undefined && bodyField(operation, JSON.stringify(example, null, 2))}
        <div class="command"><pre tabindex="0" aria-label="As a command"><code class="curl">${exampleCurl(operation, example)}</code></pre><button type="button" class="copy">Copy</button></div>
        <div class="actions"><button type="submit" class="send">Send</button><button type="reset">Reset</button></div>
      </div>
      <div class="answer" role="status" hidden></div>
      <h4>Answers</h4>
      ${answersOf(responses)}
    </form>
  </div>
</article>`;
}

/** They mean the same everywhere. */
function isFilter({ name, in: place }: ApiParameter): boolean {
  return place === 'query' && (FILTERS as readonly string[]).includes(name);
}

/** The request of the document's examples. */
export function exampleCurl(operation: ApiOperation, body: unknown): string {
  const { method, path, parameters } = operation;
  const examples = Object.fromEntries(
    parameters.filter(({ example }) => example !== undefined).map(({ name, example }) => [name, example]),
  );
  const headers: [string, string][] = body === undefined ? [] : [['content-type', 'application/json']];
  const text = body === undefined ? undefined : JSON.stringify(body);
  return curlOf(method, addressOf(EXAMPLE_BASE, path, examples).href, headers, text);
}

function sourceOf({ path, method }: ApiOperation): Operation {
  const methods = openApi.paths[path as `/${string}`] ?? {};
  return methods[method === 'GET' ? 'get' : 'post'] as Operation;
}

/** Long paths break before a slash. */
function pathWithBreaks(path: string): Html {
  return html`${path.split(/(?=\/)/).map((part) => html`<wbr>${part}`)}`;
}

function parameterRow(id: string, parameter: ApiParameter): Html {
  const { name, description, required = false, schema } = parameter;
  const words = choices(schema);
  const isTime = name.endsWith('_time');
  const more = [
    name === 'labels'
      ? 'label.<name>=<value>'
      : words.length > 0
        ? `one of ${words.length}`
        : typeWords(schema),
    !isTime && limits(schema),
    required ? 'in the path' : schema.default !== undefined && `${schema.default} if left out`,
  ].filter(Boolean);
  const field = `${id}-${name}`;
  return html`<li>
    <label for="${field}"><code class="name">${name}</code></label>
    <span class="type">${more.join(', ')}</span>
    ${input(field, parameter)}
    <span class="about">${prose(description)}</span>
    ${words.length > 0 && schema.type === 'array' && wordList(words)}
  </li>`;
}

function input(field: string, { name, schema, example, required = false }: ApiParameter): Html {
  const words = choices(schema);
  if (words.length > 0 && schema.type !== 'array') {
    const chosen = required ? example : undefined;
    return html`<select id="${field}" name="${name}">${!required && html`<option value="">${schema.default === undefined ? '–' : `– (${schema.default})`}</option>`}${words.map((word) => html`<option${word === chosen && html` selected`}>${word}</option>`)}</select>`;
  }
  const isTime = name.endsWith('_time');
  const hint = placeholder(name, schema, example);
  const value = required ? String(example ?? '') : '';
  return html`<span class="input"><input id="${field}" name="${name}" value="${value}" placeholder="${hint}" autocomplete="off" spellcheck="false"${isTime && html` inputmode="decimal"`}>${isTime && timeButton(name)}</span>`;
}

/** Sets the time that stands beside it. */
function timeButton(name: string): Html {
  const [ago, words] = name === 'start_time' ? ['3600', '1 h ago'] : ['0', 'now'];
  return html`<button type="button" data-ago="${ago}">${words}</button>`;
}

function placeholder(name: string, schema: Schema, example: unknown): string {
  if (name === 'labels') return 'tenant=acme';
  if (name.endsWith('_time')) return 'Unix seconds';
  if (schema.default !== undefined) return String(schema.default);
  return example === undefined ? '' : String(example);
}

/** What may be left out is. */
function bodyField({ id, body }: ApiOperation, example: string): Html {
  const [text, hint] = body?.isRequired ? [example, ''] : ['', example];
  return html`<label for="${id}-body">body</label><textarea id="${id}-body" name="body" rows="8" placeholder="${hint}" spellcheck="false">${text}</textarea>`;
}

function acceptField({ id, path, mediaTypes }: ApiOperation): Html | undefined {
  if (mediaTypes.length < 2 || path.endsWith('.{extension}')) return undefined;
  return html`<label for="${id}-accept">accept</label><select id="${id}-accept" name="accept">${mediaTypes.map((type) => html`<option>${type}</option>`)}</select>`;
}

function answersOf(responses: Operation['responses']): Html {
  const [success, ...refusals] = Object.entries(responses).map(([status, answer]) => ({
    status,
    ...resolved(answer),
  }));
  const { description, content = {} } = success as Answer;
  const json = content['application/json'];
  const fields = json?.schema === undefined ? undefined : fieldsOf(json.schema);
  return html`<p><span class="code good">200</span> ${prose(description)} <span class="types">${Object.keys(content).map((type) => html`<code>${type}</code> `)}</span></p>
  ${json?.example !== undefined && html`<details open><summary>Example</summary>${exampleBlock(json.example)}</details>`}
  ${fields !== undefined && html`<details><summary>Fields</summary>${fields}</details>`}
  ${refusals.length > 0 && html`<details><summary>Refusals: ${refusals.map(({ status }) => html`<span class="code bad">${status}</span> `)}</summary>${refusals.map(refusal)}</details>`}`;
}

function refusal({ status, description, content = {} }: Answer & { readonly status: string }): Html {
  const { example } = content['application/json'] ?? {};
  return html`<details class="refusal"><summary><span class="code bad">${status}</span> ${prose(description)}</summary>${example !== undefined && exampleBlock(example)}</details>`;
}

function exampleBlock(example: unknown): Html {
  return html`<pre tabindex="0" aria-label="Example of an answer"><code>${jsonHtml(example)}</code></pre>`;
}

function resolved(answer: Answer | Reference): Answer {
  if (!('$ref' in answer)) return answer;
  return openApi.components.responses[answer.$ref.slice(answer.$ref.lastIndexOf('/') + 1)] as Answer;
}

function jsonHtml(value: unknown): Html {
  return html`${jsonParts(value).map(({ kind, text }) => (kind === 'other' ? text : html`<span class="${kind}">${text}</span>`))}`;
}
