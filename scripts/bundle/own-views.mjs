import { posix } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

const loaded = /\bimport\("(\.{1,2}\/[^"]+)"\)/g;

/**
 * The files of a build, by name, without those that only hand on what another one has, and which Node would find, read
 * and link all the same: whoever loads one later loads the other and takes its values by the names that they have
 * there. `programs` stay.
 */
export function withoutViews(files, programs) {
  const views = new Map();
  for (const [name, code] of files) {
    const view = programs.includes(name) ? null : viewIn(parseAst(code, null, name).body);
    if (view !== null) views.set(name, { ...view, of: posix.join(posix.dirname(name), view.of) });
  }
  const kept = [...files].filter(([name]) => !views.has(name));
  return new Map(
    kept.map(([name, code]) => [
      name,
      code.replace(loaded, (call, path) => taken(views, name, path) ?? call),
    ]),
  );
}

/** Of a file that takes from one other what it exports, and does nothing else; null: any other file. */
function viewIn(body) {
  const [from, to] = body;
  const isView =
    body.length === 2 &&
    from.type === 'ImportDeclaration' &&
    to.type === 'ExportNamedDeclaration' &&
    to.source === null &&
    from.source.value.startsWith('.') &&
    from.specifiers.every(({ type }) => type === 'ImportSpecifier');
  if (!isView) return null;
  const there = new Map(from.specifiers.map(({ local, imported }) => [local.name, imported.name]));
  return {
    of: from.source.value,
    names: to.specifiers.map(({ local, exported }) => [exported.name, there.get(local.name)]),
  };
}

function taken(views, importer, path) {
  const view = views.get(posix.join(posix.dirname(importer), path));
  if (view === undefined) return null;
  const { of, names } = view;
  const target = posix.relative(posix.dirname(importer), of);
  const parts = names.map(([name, there]) => `${name}: all.${there}`);
  return `import(${JSON.stringify(target.startsWith('.') ? target : `./${target}`)}).then((all) => ({ ${parts.join(', ')} }))`;
}
