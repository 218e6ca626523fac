/**
 * Short names for TypeScript's `private` members, in the modules for production. Minifiers cannot shorten them, since
 * which members are private is written in the types alone (measured: a kilobyte of the bundle of `createTelemetry`). A
 * member is renamed where its class reaches it by `this`; one that is read off other objects too keeps its name.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

/** So that the first names are letters, which compress better beside code than digits. */
const FIRST = 10;

/** A Rolldown plugin for the modules of a folder. */
export function shortPrivateNames(folder) {
  const classes = new Map();
  for (const path of readdirSync(folder, { recursive: true })) {
    if (!path.endsWith('.ts')) continue;
    for (const found of classesOf(readFileSync(join(folder, path), 'utf8'))) classes.set(found.name, found);
  }
  return {
    name: 'short-private-names',
    transform: {
      filter: { id: /\.ts$/ },
      handler: (code) => ({ code: renamed(code, classes), map: null }),
    },
  };
}

function renamed(code, classes) {
  const uses = classesOf(code).flatMap((found) => {
    // Counted on from the base class, so that no two are one; classes that have nothing to do with each other share names.
    const first = inheritedCount(found, classes);
    return found.uses.map((use) => ({
      ...use,
      short: `$${(FIRST + first + found.names.indexOf(use.name)).toString(36)}`,
    }));
  });
  let [text, at] = ['', 0];
  for (const { name, start, isShorthand, short } of uses.sort((a, b) => a.start - b.start)) {
    text += code.slice(at, start) + short + (isShorthand ? `: ${name}` : '');
    at = start + name.length;
  }
  return text + code.slice(at);
}

function inheritedCount({ base }, classes) {
  const found = classes.get(base);
  return found === undefined ? 0 : found.names.length + inheritedCount(found, classes);
}

/** The classes of a module, with their private members that are reached by `this` alone, the most used first. */
function classesOf(code) {
  const found = [];
  visit(parseAst(code, { lang: 'ts' }), true, ({ type, id, superClass, body }) => {
    if (type !== 'ClassDeclaration' && type !== 'ClassExpression') return;
    const uses = usesInClass(body.body);
    const counts = new Map();
    for (const { name } of uses) counts.set(name, (counts.get(name) ?? 0) + 1);
    const names = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
    found.push({ name: id?.name, base: superClass?.name, names, uses });
  });
  return found;
}

function usesInClass(members) {
  const names = new Set(members.filter(isPrivate).map(({ key }) => key.name));
  const uses = members.map(({ key }) => use(key, true));
  for (const member of members) {
    visit(member, true, (node, isOwn) => {
      if (node.type === 'MemberExpression' && !node.computed) {
        uses.push(use(node.property, isOwn && node.object.type === 'ThisExpression'));
      }
      if (node.type === 'VariableDeclarator' && node.init?.type === 'ThisExpression' && isOwn) {
        for (const { key, shorthand } of node.id.properties ?? []) uses.push(use(key, true, shorthand));
        node.id.isOfThis = true;
      }
      if (node.type === 'ObjectPattern' && !node.isOfThis) {
        for (const { key } of node.properties) uses.push(use(key, false));
      }
    });
  }
  for (const { name, isOwn } of uses) if (!isOwn) names.delete(name);
  return uses.filter(({ name }) => names.has(name));
}

function use(key, isOwn, isShorthand = false) {
  return { name: key?.name, start: key?.start, isOwn, isShorthand };
}

function isPrivate({ accessibility, key }) {
  return accessibility === 'private' && key.type === 'Identifier' && key.name !== 'constructor';
}

/** Calls `look` with a node and all under it, and with whether `this` means the same there as at the start. */
function visit(node, isOwn, look, parent) {
  if (Array.isArray(node)) for (const one of node) visit(one, isOwn, look, parent);
  if (typeof node?.type !== 'string') return;
  look(node, isOwn);
  const isMethod = parent?.type === 'MethodDefinition';
  const hasOwnThis = node.type === 'ClassBody' || (/^Function/.test(node.type) && !isMethod);
  for (const child of Object.values(node)) visit(child, isOwn && !hasOwnThis, look, node);
}
