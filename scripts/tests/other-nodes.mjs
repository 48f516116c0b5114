import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { arch, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { withLock } from '../setup/lock.mjs';
import { ensureNodeModules } from '../setup/node-modules.mjs';
import { quickRun, runMocha } from './run-mocha.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Names the versions, exactly, and what their packages have to consist of. */
const lockFolder = fileURLToPath(new URL('./nodes/', import.meta.url));
const versions = ['22', '24'];
/**
 * Left out here: what takes long by killing chiefs again and again, by waiting, by measuring or by very many or very
 * large inputs, what runs Python alone, what is about shells, and what is no matter of Node: source code, texts,
 * documents, what is worked out from values alone, and what becomes of a job, which reaches Node by what stays: files,
 * journals, streams, sandboxes and stores.
 */
const leftOut = [
  'test/{bench,docs,faults,hostile,mistakes,model,params,reference,requirements,sandbox,scripts,text,turns,web}/**',
  'test/readme.test.ts',
  'test/bridge/*.test.ts',
  'test/checks/*.test.ts',
  'test/checks/{corpus,formats,library-helpers,model,reach,rules}/**',
  'test/cli/{init,display,completion}/**',
  'test/chief/{events,picture,queue}/**',
  'test/chief/{given-options,mending,node-bytes,rights}.test.ts',
  'test/chief/content/heavy-package.test.ts',
  'test/home/foreign-records.test.ts',
  'test/http/{event-loop,page-types,starvation}.test.ts',
  'test/integration/samples-check.test.ts',
  'test/jobs/{look,sample,work}/**',
  'test/jobs/{limits,lost-machines,mending,nondeterminism,resume,rounds,totals}.test.ts',
  'test/jobs/containers/verdict*.test.ts',
  'test/package/{environments,limits-of-a-package,mutated-archives,same-package}.test.ts',
  'test/runtime/docker/libraries/{allowed-hosts,install-failure,installer-lines,layers}.test.ts',
  'test/runtime/swarm/{free-subnet,service-spec,swarm-failure}.test.ts',
  'test/store/random-acts.test.ts',
].flatMap((files) => ['--ignore', files]);

/**
 * Runs the quick tests that may depend on Node on the later versions that Butcher has to run on, side by side, and
 * resolves with the outcome of each. There are programs for Linux on x64 alone:
 * elsewhere that is said, and nothing is run. Throws SetupError where they cannot be installed.
 */
export async function runOnOtherNodes(say) {
  if (platform !== 'linux' || arch !== 'x64') {
    say(`Node ${versions.join(' and ')} are left out: they are tried on Linux on x64 alone`);
    return [];
  }
  const folder = await installNodes(say);
  return Promise.all(
    versions.map(async (version) => {
      const node = join(folder, 'node_modules', `node-${version}`, 'bin/node');
      const name = `on Node ${version}`;
      const outcome = await runMocha(name, [...quickRun, ...leftOut], [], { node, output: 'pipe' });
      say(`${name}: ${outcome.passed} passed, ${outcome.failed} failed`);
      return outcome;
    }),
  );
}

async function installNodes(say) {
  const folder = join(root, 'node_modules/.cache/nodes');
  await withLock(`nodes ${root}`, say, async (lock) => {
    await mkdir(folder, { recursive: true });
    for (const name of ['package.json', 'package-lock.json'])
      await copyFile(join(lockFolder, name), join(folder, name));
    await ensureNodeModules(folder, (what) => say(`${what}: Node ${versions.join(' and ')}`), lock);
  });
  return folder;
}
