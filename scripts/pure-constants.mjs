/**
 * Tells bundlers that constants may be left out where nobody uses them. Importing does nothing here, but a bundler cannot know
 * that of a call, of what is spread or of a property that is read, and a file of `dist/` holds constants of many modules (measured:
 * 0.6 KB of the bundle of `createTelemetry`).
 */
import { parseAst } from 'rolldown/parseAst';

const PURE = '/* @__PURE__ */ ';
const OURS = /[\\/]src[\\/].*\.ts$/;

/** A Rolldown plugin: calls are marked in our modules, the rest where Rolldown's own minifier has been. */
export const pureConstants = {
  name: 'pure-constants',
  transform: {
    filter: { id: OURS },
    handler: (code) => {
      const calls = constantsOf(code, 'ts').flatMap((init) => partsOf(init).filter(isPlainCall));
      return {
        code: withInsertions(
          code,
          calls.map(({ start }) => [start, PURE]),
        ),
        map: null,
      };
    },
  },
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      const isOurs = chunk.moduleIds.every((id) => OURS.test(id));
      const kept = constantsOf(chunk.code, 'js').filter((init) => isKeptForNothing(init, chunk.code, isOurs));
      // A call that does nothing: minifiers undo it where it is used.
      const around = kept.flatMap(({ start, end }) => [
        [start, `${isMarked(start, chunk.code) ? '' : PURE}(() => (`],
        [end, '))()'],
      ]);
      chunk.code = withInsertions(chunk.code, around);
    }
  },
};

function isMarked(start, code) {
  return code.endsWith(PURE, start);
}

/** What the constants of a module are made of. */
function constantsOf(code, lang) {
  return parseAst(code, { lang }).body.flatMap((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') return [];
    return declaration.declarations.flatMap(({ id, init }) =>
      id.type === 'Identifier' && init ? [init] : [],
    );
  });
}

/** What runs when the module is loaded. */
function partsOf(node) {
  if (Array.isArray(node)) return node.flatMap(partsOf);
  if (isBrandedClass(node)) return [node];
  if (typeof node?.type !== 'string' || /Function|^Class|^TSType/.test(node.type)) return [];
  const children = Object.entries(node).filter(([key]) => !(key === 'callee' && isName(node.callee)));
  return [node, ...children.flatMap(([, child]) => partsOf(child))];
}

function isPlainCall({ type, callee }) {
  return (type === 'CallExpression' || type === 'NewExpression') && isName(callee);
}

/** A name, or a property of one: `Symbol.for`. */
function isName({ type, computed, object }) {
  return type === 'Identifier' || (type === 'MemberExpression' && !computed && isName(object));
}

const HARMLESS = [
  ...['Literal', 'Identifier', 'TemplateLiteral', 'TemplateElement', 'UnaryExpression'],
  ...['ArrayExpression', 'ObjectExpression', 'Property', 'ConditionalExpression', 'LogicalExpression'],
];
const KEPT = ['SpreadElement', 'MemberExpression', 'BinaryExpression', 'ClassExpression'];

/** With a member named by a constant, a symbol: what that is bundlers do not look at. */
function isBrandedClass(node) {
  const isNamed = ({ type, computed, key }) => type === 'MethodDefinition' && (!computed || isName(key));
  const members = node?.type === 'ClassExpression' ? node.body.body : [];
  return members.every(isNamed) && members.some(({ computed, key }) => computed && key.type === 'Identifier');
}

/**
 * Whether bundlers would keep it, though all that it does is to be made.
 *
 * @param isOurs whether importing does nothing: then neither does a method of what a call gave, `Object.keys(table).map(...)`
 */
function isKeptForNothing(init, code, isOurs) {
  const parts = partsOf(init);
  const isHarmless = (part) =>
    HARMLESS.includes(part.type) ||
    KEPT.includes(part.type) ||
    (isOurs && part.type === 'CallExpression') ||
    (isPlainCall(part) && isMarked(part.start, code));
  return parts.some(({ type }) => KEPT.includes(type)) && parts.every(isHarmless);
}

function withInsertions(code, insertions) {
  let [text, at] = ['', 0];
  for (const [place, inserted] of insertions.sort(([a], [b]) => a - b)) {
    text += code.slice(at, place) + inserted;
    at = place;
  }
  return text + code.slice(at);
}
