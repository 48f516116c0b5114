// `node scripts/bundle.mjs [DIST]`, a step of the build: joins what was compiled to dist/ for the command line, so that
// a few hundred modules that are looked up and read one by one become a few. Its programs take the place of those that
// were compiled; whoever imports butcher, and other threads, have the modules as they are.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { minifySync } from 'rolldown/utils';
import { withoutViews } from './bundle/own-views.mjs';
import { plainChunk } from './bundle/plain-chunk.mjs';

/** Packages that every command or every job loads; all others are loaded from where they are installed. */
const inlined = ['@renovatebot/pep440', 'commander', 'dockerode', 'ipaddr.js', 'smol-toml', 'tar-stream'];
/**
 * Of dockerode, what only BuildKit, folders to build from and engines elsewhere need: for the latter it is loaded from
 * where it is installed.
 */
const leftOut =
  /\/(?:dockerode\/lib\/(?:session|buildkit)|docker-modem\/lib\/ssh|split-ca\/index|tar-fs\/index|dockerignore\/ignore)\.js$/;
/** What takes the place of modules, or of a part of them: nobody reads what the client library notes of itself. */
const inPlaceOf = [
  { file: /\/debug\/src\/index\.js$/, text: /^.*$/s, by: 'module.exports = () => () => {};' },
  {
    file: /\/docker-modem\/lib\/modem\.js$/,
    text: /debug\('Sending: %s', util\.inspect\([^)]*\)\);/,
    by: '',
  },
  // Here it speaks over a socket of this machine.
  { file: /\/docker-modem\/lib\/http\.js$/, text: /require\('https'\)/, by: '{}' },
  {
    file: /\/commander\/lib\/command\.js$/,
    text: /require\('node:child_process'\)/,
    by: "{ spawn: (...values) => require('node:child_process').spawn(...values) }",
  },
  { file: /\/docker-modem\/lib\/http_duplex\.js$/, text: /'readable-stream'/, by: "'stream'" },
];
/** Made by a build from schemas: nobody reads them, and they are a quarter of what a run has Node read. */
const generated = /\/generated\/[^/]+\.js$/;
/** What is begun as a program or a thread: files as deep in dist/ as the folder of what is joined. */
const programs = ['cli/main.js', 'trees/tree-thread.js'];
const chunks = 'chunks';
const shortest = { module: true, compress: true, mangle: { toplevel: true }, codegen: true };
const plain = {
  name: 'less work for Node',
  renderChunk: (code, { fileName }) => ({ code: plainChunk(code, fileName) }),
};
const format = { format: 'esm', entryFileNames: '[name].js', minify: false, comments: false };
/**
 * What is loaded at one time becomes one file: these with all that they load at once, but what an earlier file has.
 * First what `main.js` has before Node keeps what it compiles, then every command, then a run until its containers are
 * asked for, and last what it has use for only when they are.
 */
const together = {
  begin: ['cli/main.js'],
  command: ['cli/run-cli.js'],
  run: [
    'cli/run.js',
    'cli/run/run-command.js',
    'compose.js',
    'jobs/run-job.js',
    'runtime/docker/docker-runtime.js',
    'runtime/docker/engine/local-dockerode.js',
  ],
  job: [
    'jobs/running-job.js',
    'checks/check-key.js',
    'checks/report.js',
    'home/kept-checks.js',
    'files/unpack-tar.js',
  ],
};

await bundle(resolve(argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url))));

async function bundle(dist) {
  await mkdir(join(dist, chunks), { recursive: true });
  const checker = await checkerDigest(dist);
  const inputs = new Set();
  for (const program of programs) {
    const files = Object.fromEntries(Object.keys(together).map((name) => [name, new Set()]));
    const joined = await rolldown({
      ...common(dist, program),
      plugins: [inPlace(dist, checker), sorted(dist, program, files, inputs), plain],
    });
    const { output } = await joined.generate({
      ...format,
      chunkFileNames: `${chunks}/[name]-[hash].js`,
      codeSplitting: {
        groups: Object.entries(files).map(([name, modules], index, { length }) => ({
          name,
          // What is negative counts as nothing.
          priority: length - index,
          test: (id) => modules.has(id),
        })),
      },
    });
    await joined.close();
    assertNoCircle(output);
    if (program === programs[0]) assertInOrder(output);
    const written = new Map(output.map(({ fileName, code }) => [fileName, code]));
    for (const [name, code] of withoutViews(written, programs)) await writeFile(join(dist, name), code);
  }
  await writeFile(join(dist, chunks, 'LICENSES.txt'), await licensesOf([...inputs], dist));
}

/** A package's file, with fewer and shorter words. */
function short(path, text) {
  for (const module of [false, true]) {
    const { code, errors } = minifySync(path, text, { ...shortest, module, mangle: true });
    if (errors.length === 0) return code;
  }
  throw new Error(`${path} cannot be read`);
}

async function changed(path, { text, by }) {
  const was = await readFile(path, 'utf8');
  if (!text.test(was)) throw new Error(`${path} has no ${text} any more`);
  return short(
    path,
    was.replace(text, () => by),
  );
}

/** In a circle one file runs before another has what it asked Node for. */
function assertNoCircle(output) {
  const imports = new Map(output.map(({ fileName, imports: all = [] }) => [fileName, all]));
  const passed = new Set();
  const visit = (file, way) => {
    if (way.includes(file)) throw new Error(`files load one another: ${[...way, file].join(', ')}`);
    if (passed.has(file)) return;
    passed.add(file);
    for (const imported of imports.get(file) ?? []) visit(imported, [...way, file]);
  };
  for (const file of imports.keys()) visit(file, []);
}

/** A file of `together` that loads a later one would have all commands wait for what few of them need. */
function assertInOrder(output) {
  const order = Object.keys(together);
  for (const { name, imports = [] } of output)
    for (const imported of imports) {
      const later = order
        .slice(order.indexOf(name) + 1)
        .find((one) => imported.startsWith(`${chunks}/${one}-`));
      if (order.includes(name) && later !== undefined) throw new Error(`${name} loads ${imported}`);
    }
}

/** Of all that a check of a package loads but what is loaded from elsewhere: of the same digest, the same findings. */
async function checkerDigest(dist) {
  const joined = await rolldown(common(dist, 'checks/check-package.js'));
  const { output } = await joined.generate(format);
  await joined.close();
  const hash = createHash('sha256');
  for (const { code } of output) hash.update(code);
  return hash.digest('hex');
}

function common(dist, program) {
  return {
    cwd: dist,
    input: { [program.replace(/\.js$/, '')]: join(dist, program) },
    platform: 'node',
    checks: { pluginTimings: false },
    external: (path, importer) => {
      if (importer === undefined || /^[./]/.test(path)) return false;
      const isOwn = inlined.some((name) => path === name || path.startsWith(`${name}/`));
      return !isOwn && !importer.split(sep).includes('node_modules');
    },
    onLog: (level, log, handle) => {
      // That a module is in a file already is what `together` is for.
      if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') handle(level, log);
    },
  };
}

/** Modules find files beside them where they would be by themselves, and the bundle knows which checker is in it. */
function inPlace(dist, checker) {
  return {
    name: 'modules know where they were',
    async load(path) {
      if (leftOut.test(path)) return 'module.exports = () => { throw new Error("not joined in"); };';
      const change = inPlaceOf.find(({ file }) => file.test(path));
      if (change !== undefined) return changed(path, change);
      const place = relative(dist, path).split(sep).join('/');
      if (/\/node_modules\//.test(path) && /\.[cm]?js$/.test(path))
        return short(path, await readFile(path, 'utf8'));
      if (place.startsWith('..') || !path.endsWith('.js')) return null;
      if (place === 'checks/checker-digest.js') return `export const checkerDigest = '${checker}';`;
      if (place === 'runtime/docker/engine/local-dockerode.js')
        return "export { default as LocalDockerode } from 'dockerode';";
      const here = JSON.stringify(`../${place}`);
      const text = await readFile(path, 'utf8');
      if (generated.test(path)) return minifySync(path, text, shortest).code;
      return text.replaceAll('import.meta.url', `new URL(${here}, import.meta.url).href`);
    },
  };
}

/** Fills `files` with the modules of each, and `inputs` with all that are joined, once they are known. */
function sorted(dist, program, files, inputs) {
  return {
    name: 'what is loaded at one time',
    buildEnd() {
      for (const id of this.getModuleIds()) if (!leftOut.test(id)) inputs.add(id);
      if (program !== programs[0]) return;
      for (const [name, modules] of Object.entries(files)) {
        const roots = together[name].map((path) => join(dist, path));
        for (const root of roots)
          if (this.getModuleInfo(root) === null) throw new Error(`nothing loads ${root}`);
        for (const id of roots) {
          if (modules.has(id)) continue;
          modules.add(id);
          roots.push(...this.getModuleInfo(id).importedIds.filter((one) => this.getModuleInfo(one) !== null));
        }
      }
      // Programs stay where they are.
      files.begin.delete(join(dist, program));
    },
  };
}

/** The licences of the packages that were joined in. */
async function licensesOf(inputs, dist) {
  const inside = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
  const folders = new Set(inputs.flatMap((path) => inside.exec(resolve(dist, path))?.[1] ?? []));
  const texts = [];
  for (const folder of [...folders].sort()) {
    const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence that could be copied`);
    texts.push(`${name} ${version}\n\n${await readFile(join(folder, file), 'utf8')}`);
  }
  return texts.join('\n\n');
}
