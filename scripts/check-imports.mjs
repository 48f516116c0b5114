// Checks that imports in src/, or in the folder named, point the way docs/architecture.md says: from an area only to
// areas below it, so that no two import each other, types included; that no files import each other in a ring; and that
// no folder is a hall. Prints the figures.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const mostFilesInAFolder = 20;
const everythingBelow = null;

/**
 * The areas from the bottom up, each with what its files may import beside their own area: a choice of the areas above
 * it in this list. The longest prefix of a path decides which area a file is of.
 */
const areas = {
  text: [],
  files: ['text'],
  host: ['text'],
  turns: [],
  bridge: [],
  'bridge/transports': ['bridge'],
  params: ['text'],
  model: ['bridge', 'params', 'text'],
  trees: ['files', 'host', 'model', 'text'],
  settings: ['host', 'model', 'text'],
  'config.ts': ['model', 'settings', 'text'],
  reference: ['model', 'settings', 'text'],
  package: ['files', 'model', 'params', 'text'],
  requirements: ['model', 'text'],

  'checks/model': ['model'],
  'checks/flow': ['checks/model'],
  'checks/calls': ['checks/flow', 'checks/model'],
  'checks/imports': ['model', 'requirements'],
  'checks/reach': ['checks/flow', 'checks/imports', 'checks/model', 'model'],
  'checks/analysed-package.ts': ['checks/calls', 'checks/model', 'checks/reach'],
  'checks/ruff': [],
  'checks/rule-table': ['model'],
  'checks/rule-table.ts': ['checks/rule-table'],
  'checks/make-finding.ts': ['checks/model', 'checks/rule-table.ts', 'model'],
  'checks/rule.ts': ['checks/analysed-package.ts', 'checks/rule-table.ts', 'checks/ruff', 'model', 'package'],
  'checks/rules': [
    ...[
      'checks/analysed-package.ts',
      'checks/calls',
      'checks/flow',
      'checks/imports',
      'checks/make-finding.ts',
    ],
    ...['checks/model', 'checks/rule-table.ts', 'checks/rule.ts', 'checks/ruff', 'model', 'package'],
    ...['requirements', 'text'],
  ],
  'checks/formats': ['checks/rule-table.ts', 'model', 'package', 'text'],
  checks: [
    ...['checks/analysed-package.ts', 'checks/make-finding.ts', 'checks/model', 'checks/reach'],
    ...[
      'checks/rule-table',
      'checks/rule-table.ts',
      'checks/rule.ts',
      'checks/rules',
      'checks/ruff',
      'model',
      'package',
      'text',
    ],
  ],

  home: ['files', 'host', 'model', 'text', 'trees'],
  runtime: ['bridge', 'files', 'host', 'model', 'text'],
  'runtime/process': ['bridge/transports', 'files', 'model', 'runtime', 'text', 'trees'],
  'runtime/cluster': ['bridge', 'bridge/transports', 'model', 'runtime', 'text'],
  'runtime/docker': ['bridge', 'bridge/transports', 'files', 'model', 'runtime', 'text', 'trees', 'turns'],
  'runtime/swarm': [
    'bridge',
    'bridge/transports',
    'model',
    'runtime',
    'runtime/cluster',
    'runtime/docker',
    'text',
  ],
  store: ['model'],
  'store/sqlite': ['host', 'model', 'store'],

  'jobs/disk': ['bridge', 'files', 'model', 'params', 'runtime', 'text', 'trees'],
  'jobs/containers': [
    ...['bridge', 'files', 'jobs/disk', 'model', 'package', 'requirements', 'runtime', 'text', 'trees'],
  ],
  'jobs/look': ['bridge', 'model'],
  'jobs/job-hub.ts': ['bridge', 'jobs/containers', 'jobs/disk', 'jobs/look', 'model'],
  'jobs/sample': ['text'],
  'jobs/split': [
    ...['bridge', 'jobs/containers', 'jobs/disk', 'jobs/job-hub.ts', 'jobs/look', 'jobs/sample', 'model'],
  ],
  'jobs/work': [
    ...['bridge', 'jobs/containers', 'jobs/disk', 'jobs/job-hub.ts', 'jobs/look', 'jobs/sample', 'model'],
  ],
  'jobs/merge': [
    ...[
      'bridge',
      'files',
      'jobs/containers',
      'jobs/disk',
      'jobs/job-hub.ts',
      'jobs/look',
      'jobs/split',
      'model',
      'text',
    ],
  ],
  'jobs/replay': [
    'bridge',
    'files',
    'jobs/containers',
    'jobs/disk',
    'jobs/work',
    'model',
    'params',
    'runtime',
    'text',
    'trees',
  ],
  jobs: [
    ...[
      'bridge',
      'files',
      'jobs/containers',
      'jobs/disk',
      'jobs/job-hub.ts',
      'jobs/look',
      'jobs/merge',
      'jobs/replay',
    ],
    ...['jobs/sample', 'jobs/split', 'jobs/work', 'model', 'runtime', 'text', 'trees'],
  ],

  provenance: ['files', 'host', 'model', 'text'],

  chief: [
    ...['checks', 'checks/make-finding.ts', 'files', 'home', 'host', 'jobs', 'jobs/containers', 'jobs/disk'],
    ...[
      'jobs/look',
      'jobs/replay',
      'jobs/sample',
      'model',
      'package',
      'params',
      'provenance',
      'runtime',
      'settings',
      'store',
      'text',
      'trees',
      'turns',
    ],
  ],
  http: ['checks/rule-table.ts', 'checks/rule-table', 'chief', 'host', 'model', 'store', 'text', 'turns'],
  'compose.ts': everythingBelow,
  cli: [
    ...[
      'checks',
      'checks/formats',
      'checks/rule-table.ts',
      'chief',
      'compose.ts',
      'config.ts',
      'files',
      'home',
    ],
    ...[
      'host',
      'http',
      'jobs/containers',
      'jobs/disk',
      'jobs/replay',
      'jobs/sample',
      'model',
      'package',
      'params',
      'provenance',
      'requirements',
      'runtime',
      'settings',
    ],
    ...['store', 'text', 'trees'],
  ],
  'index.ts': everythingBelow,
};

const order = Object.keys(areas);

/** Says what is wrong, one sentence each. `sources` maps paths relative to src/, with `/`, to their text. */
function findViolations(sources) {
  const problems = [...misplaced()];
  const graph = new Map();
  for (const [path, text] of sources) {
    graph.set(path, importsOf(path, text));
    const area = areaOf(path);
    if (area === null)
      problems.push(`${path} is in no area: give its folder a place in scripts/check-imports.mjs`);
    for (const target of graph.get(path)) {
      if (!sources.has(target)) problems.push(`${path} imports ${target}, which does not exist`);
      else if (area !== null && !isAllowed(area, areaOf(target)))
        problems.push(`${path} imports ${target}: ${area} may not import ${areaOf(target) ?? 'it'}`);
    }
  }
  for (const [folder, count] of filesPerFolder(sources))
    if (count > mostFilesInAFolder)
      problems.push(`${folder} has ${count} files flat, more than ${mostFilesInAFolder}: give it rooms`);
  return [...problems, ...findCycles(graph).map((cycle) => `import cycle: ${cycle.join(' → ')}`)];
}

/** What the table itself has wrong: an area that may import one that does not stand before it. */
function* misplaced() {
  for (const [area, allowed] of Object.entries(areas))
    for (const other of allowed ?? [])
      if (order.indexOf(other) === -1 || order.indexOf(other) >= order.indexOf(area))
        yield `the table lets ${area} import ${other}, which does not stand before it`;
}

function importsOf(path, text) {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const specifiers = code.matchAll(/(?:\bfrom|\bimport|\bimport\(|\bnew URL\()\s*(['"])(\.[^'"\n]+\.ts)\1/g);
  return [...new Set([...specifiers].map(([, , name]) => posix.join(dirname(path), name)))];
}

function areaOf(path) {
  const prefixes = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
  return prefixes.findLast((prefix) => Object.hasOwn(areas, prefix)) ?? null;
}

function isAllowed(from, to) {
  if (from === to) return true;
  if (to === null) return false;
  return areas[from] === everythingBelow ? order.indexOf(to) < order.indexOf(from) : areas[from].includes(to);
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

function filesPerFolder(sources) {
  const counts = new Map();
  for (const path of sources.keys()) {
    const folder = dirname(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** The figures of a tree in which nothing is wrong. */
function figures(sources) {
  const counts = new Map(order.map((area) => [area, 0]));
  for (const path of sources.keys()) counts.set(areaOf(path), counts.get(areaOf(path)) + 1);
  const lines = [...sources]
    .filter(([path]) => !path.includes('/generated/'))
    .map(([path, text]) => [path, text.split('\n').length - 1])
    .sort(([, a], [, b]) => b - a);
  const listed = (pairs) => pairs.map(([name, count]) => `${name} ${count}`).join(', ');
  return [
    `${sources.size} files in ${order.length} areas, from the bottom up: ${listed([...counts])}`,
    'no area imports one above it, so no two import each other; no ring of files (types included)',
    `most files flat in a folder (at most ${mostFilesInAFolder}): ${listed(filesPerFolder(sources).slice(0, 5))}`,
    `most lines in a file: ${listed(lines.slice(0, 5))}`,
  ];
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
  const sources = readSources(folder);
  const problems = findViolations(sources);
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(figures(sources).join('\n'));
  exit(problems.length === 0 ? 0 : 1);
}
