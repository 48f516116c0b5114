// `node scripts/bundle.mjs [DIST]`, a step of the build: joins what was compiled to dist/ for the command line, so that
// a few hundred modules that are looked up and read one by one become some dozens. Its programs take the place of those
// that were compiled; whoever imports butcher, and other threads, have the modules as they are.
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Packages that every command or every job loads; all others are loaded from where they are installed. */
const inlined = ['@renovatebot/pep440', 'commander', 'smol-toml'];
/** What is begun as a program or a thread: files as deep in dist/ as the folder of what is joined. */
const programs = ['cli/main.js', 'trees/tree-thread.js'];
const chunks = 'chunks';

const ownPackages = {
  name: 'packages stay where they are',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) => {
      const isOwn = inlined.some((name) => path === name || path.startsWith(`${name}/`));
      const isInside = importer.split(sep).includes('node_modules');
      return kind === 'entry-point' || isOwn || isInside ? null : { path, external: true };
    });
  },
};

await bundle(resolve(argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url))));

async function bundle(dist) {
  const checker = await checkerDigest(dist);
  const { metafile } = await build({
    ...common(dist),
    entryPoints: programs.map((path) => join(dist, path)),
    outdir: dist,
    outbase: dist,
    splitting: true,
    chunkNames: `${chunks}/[name]-[hash]`,
    allowOverwrite: true,
    plugins: [ownPackages, inPlace(dist, checker)],
    // A package in CommonJS asks for modules of Node by `require`.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
  });
  await writeFile(join(dist, chunks, 'LICENSES.txt'), await licensesOf(Object.keys(metafile.inputs), dist));
}

/** Of all that a check of a package loads but what is loaded from elsewhere: of the same digest, the same findings. */
async function checkerDigest(dist) {
  const { outputFiles } = await build({
    ...common(dist),
    entryPoints: [join(dist, 'checks/check-package.js')],
    outfile: join(dist, 'checks/check-package.js'),
    write: false,
    plugins: [ownPackages],
  });
  const hash = createHash('sha256');
  for (const { contents } of outputFiles) hash.update(contents);
  return hash.digest('hex');
}

function common(dist) {
  return {
    absWorkingDir: dist,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    legalComments: 'inline',
    metafile: true,
    logLevel: 'warning',
  };
}

/** Modules find files beside them where they would be by themselves, and the bundle knows which checker is in it. */
function inPlace(dist, checker) {
  return {
    name: 'modules know where they were',
    setup({ onLoad }) {
      onLoad({ filter: /\.js$/ }, async ({ path }) => {
        const place = relative(dist, path);
        if (place.startsWith('..')) return null;
        if (place === join('checks', 'checker-digest.js'))
          return { contents: `export const checkerDigest = '${checker}';` };
        const here = JSON.stringify(`../${place.split(sep).join('/')}`);
        const text = await readFile(path, 'utf8');
        return { contents: text.replaceAll('import.meta.url', `new URL(${here}, import.meta.url).href`) };
      });
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
