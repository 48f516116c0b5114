import { isBuiltin } from 'node:module';
import { parseAst } from 'rolldown/parseAst';

/**
 * The same program for less work: what it has of Node's own modules is asked for as values, and all of it is ASCII. An
 * `import` of such a module has Node read every value that it exports, also those for which it has yet to load others;
 * and with one character outside Latin-1 all of it takes Node twice the room, and longer to read. Throws where it
 * cannot tell that the program stays the same.
 */
export function plainChunk(code, name) {
  const { body } = parseAst(code, null, name);
  const edits = [...ownModules(body), ...outsideAscii(code, body)];
  let plain = code;
  for (const { start, end, text } of edits.sort((one, other) => other.start - one.start))
    plain = plain.slice(0, start) + text + plain.slice(end);
  const left = /[^\0-\x7f]/.exec(plain);
  if (left !== null) throw new Error(`${name}: "${left[0]}" is in no string, template or pattern`);
  return plain;
}

function ownModules(body) {
  let isBegun = false;
  return body.flatMap((statement) => {
    const { type, source, start, end } = statement;
    const isImport = type === 'ImportDeclaration';
    if (!(source && isBuiltin(source.value))) {
      isBegun ||= !isImport;
      return [];
    }
    if (!isImport) throw new Error(`hands on ${source.value}`);
    if (isBegun) throw new Error(`runs before it has ${source.value}`);
    return [{ start, end, text: asValues(statement) }];
  });
}

function asValues({ specifiers, source }) {
  const module = `globalThis.process.getBuiltinModule(${JSON.stringify(source.value)})`;
  if (specifiers.length === 0) throw new Error(`wants nothing of ${source.value}`);
  const whole = [];
  const parts = [];
  for (const { type, imported, local } of specifiers) {
    if (type === 'ImportNamespaceSpecifier') throw new Error(`wants all of ${source.value} as one`);
    if (type === 'ImportDefaultSpecifier' || imported.name === 'default') whole.push(local.name);
    else if (imported.type !== 'Identifier') throw new Error(`wants "${imported.value}" of ${source.value}`);
    else parts.push(imported.name === local.name ? local.name : `${imported.name}: ${local.name}`);
  }
  const names = parts.length === 0 ? whole : [...whole, `{ ${parts.join(', ')} }`];
  return `const ${names.map((name) => `${name} = ${module}`).join(', ')};`;
}

/** Characters stand in texts alone: what there is of them elsewhere is left, for the caller to refuse. */
function outsideAscii(code, body) {
  const edits = [];
  const visit = (node) => {
    if (typeof node !== 'object' || node === null) return;
    const { type } = node;
    if (type === 'Literal' || type === 'TemplateElement') edits.push(...escapes(code, node));
    else for (const part of Object.values(node)) if (!isRaw(part, type)) visit(part);
  };
  visit(body);
  return edits;
}

/** What a tag is called with are also the characters as they are written. */
function isRaw(part, parentType) {
  return parentType === 'TaggedTemplateExpression' && part?.type === 'TemplateLiteral';
}

function escapes(code, { start, end }) {
  const found = [...code.slice(start, end).matchAll(/(?<!\\)((?:\\\\)*)([^\0-\x7f])/g)];
  return found.map(({ 1: slashes, 2: unit, index }) => {
    const at = start + index + slashes.length;
    const digits = unit.charCodeAt(0).toString(16).padStart(4, '0');
    return { start: at, end: at + 1, text: `\\u${digits}` };
  });
}
