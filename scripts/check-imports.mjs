// Checks that imports in src/, or in the folder named, point the way docs/architecture.md says, without cycles.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const everything = null;

/** What the files of an area may import beside their own area and the leaves. The longest prefix of a path decides. */
const mayImport = {
  bridge: [],
  package: ['checks'],
  checks: ['package'],
  home: ['jobs'],
  runtime: ['bridge', 'home'],
  'runtime/docker': ['bridge', 'home', 'runtime'],
  'runtime/process': ['bridge', 'home', 'runtime'],
  store: ['jobs', 'package'],
  'store/sqlite': ['jobs', 'package', 'store'],
  jobs: ['bridge', 'checks', 'home', 'package', 'runtime', 'store'],
  chief: ['checks', 'home', 'jobs', 'package', 'runtime', 'store'],
  http: ['checks', 'chief', 'compose.ts', 'home', 'jobs', 'package', 'runtime', 'store'],
  cli: ['checks', 'chief', 'compose.ts', 'home', 'http', 'jobs', 'package', 'runtime', 'store'],
  'compose.ts': everything,
  'index.ts': everything,
};
/** Any other file at the top of src/: everyone may import it, and it imports only its like. */
const leaf = 'a leaf';

/** Says what is wrong, one sentence each. `sources` maps paths relative to src/, with `/`, to their text. */
function findViolations(sources) {
  const problems = [];
  const graph = new Map();
  for (const [path, text] of sources) {
    // The compiler drops imports of types: they have a direction, but make no cycle.
    graph.set(path, importsOf(path, text.replace(/^(?:import|export) type\b[^;]*;/gm, '')));
    for (const target of importsOf(path, text)) {
      if (!sources.has(target)) problems.push(`${path} imports ${target}, which does not exist`);
      else if (!isAllowed(areaOf(path), areaOf(target)))
        problems.push(`${path} imports ${target}: ${areaOf(path)} may not import ${areaOf(target)}`);
    }
  }
  return [...problems, ...findCycles(graph).map((cycle) => `import cycle: ${cycle.join(' → ')}`)];
}

function importsOf(path, text) {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const specifiers = code.matchAll(/(?:\bfrom|\bimport|\bimport\(|\bnew URL\()\s*(['"])(\.[^'"\n]+\.ts)\1/g);
  return [...new Set([...specifiers].map(([, , name]) => posix.join(dirname(path), name)))];
}

function areaOf(path) {
  const prefixes = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
  const known = prefixes.findLast((prefix) => Object.hasOwn(mayImport, prefix));
  return known ?? (path.includes('/') ? prefixes[0] : leaf);
}

function isAllowed(from, to) {
  return from === to || to === leaf || mayImport[from] === everything || (mayImport[from] ?? []).includes(to);
}

/** One cycle for each set of files that import each other in a ring, found by walking depth first. */
function findCycles(graph) {
  const cycles = [];
  const done = new Set();
  const walk = (path, trail) => {
    const start = trail.indexOf(path);
    if (start !== -1) cycles.push([...trail.slice(start), path]);
    if (start !== -1 || done.has(path)) return;
    for (const target of graph.get(path) ?? []) walk(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return cycles;
}

function readSources(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(
    paths.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
  );
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const folder = argv[2] ?? fileURLToPath(new URL('../src', import.meta.url));
  const problems = findViolations(readSources(folder));
  for (const problem of problems) console.error(problem);
  exit(problems.length === 0 ? 0 : 1);
}
