import { createHash } from 'node:crypto';
import { chmod, cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { execPath, pid } from 'node:process';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const stampName = '.sources';

/**
 * Compiles src/ to dist/, joined for the command line, and the page in web/ to dist/web/, unless dist/ was made from
 * exactly these sources. A running butcher keeps its files.
 */
export async function buildIfNeeded(root, say, lock) {
  const dist = join(root, 'dist');
  const digest = await sourceDigest(root);
  if ((await stampOf(root)) === digest) return;
  say('building');
  await removeUnfinished(root);
  const fresh = join(root, `dist.${pid}.tmp`);
  const steps = [
    ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', fresh],
    ['scripts/bundle.mjs', fresh],
    ['node_modules/vite/bin/vite.js', 'build', '-c', 'web/vite.config.ts', '--outDir', join(fresh, 'web')],
  ];
  for (const [program, ...args] of steps) {
    const command = [join(root, program), ...args];
    const { code, output } = await runCommand(execPath, command, { cwd: root, lock });
    if (code === 0) continue;
    await rm(fresh, { recursive: true, force: true });
    throw new SetupError(`the build failed:\n${output}`);
  }
  await cp(join(root, 'src'), fresh, {
    recursive: true,
    filter: (path) => extname(path) !== '.ts',
  });
  await chmod(join(fresh, 'cli/main.js'), 0o755);
  await writeFile(join(fresh, stampName), digest);
  const old = join(root, `dist.old.${pid}.tmp`);
  await rename(dist, old).catch(ignoreMissing);
  await rename(fresh, dist);
  await rm(old, { recursive: true, force: true });
}

/** Whether dist/ was made from exactly these sources. */
export async function isBuilt(root) {
  return (await stampOf(root)) === (await sourceDigest(root));
}

/** What dist/ was made from; empty where there is none. */
function stampOf(root) {
  return readFile(join(root, 'dist', stampName), 'utf8').catch(() => '');
}

async function sourceDigest(root) {
  const sources = [];
  for (const folder of ['src', 'web']) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    sources.push(
      ...entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name)),
    );
  }
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json', 'scripts/bundle.mjs'].map(
    (name) => join(root, name),
  );
  const hash = createHash('sha256');
  for (const path of [...sources.sort(), ...settings])
    hash.update(`${relative(root, path)}\n`).update(await readFile(path));
  return hash.digest('hex');
}

/** Takes away what interrupted builds left. The caller holds the lock, so nobody is using it. */
async function removeUnfinished(root) {
  for (const name of await readdir(root))
    if (/^dist\.(old\.)?\d+\.tmp$/.test(name)) await rm(join(root, name), { recursive: true, force: true });
}

function ignoreMissing(error) {
  if (error.code !== 'ENOENT') throw error;
}
