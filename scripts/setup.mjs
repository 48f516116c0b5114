// `npm run setup`: node modules, build, container engine, sandbox image. Quick when nothing is left to do, safe to
// interrupt, and safe to run twice at once. With --gvisor it also installs gVisor's runsc.
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildIfNeeded } from './setup/build.mjs';
import { ensureEngine } from './setup/engine.mjs';
import { installGvisor } from './setup/gvisor.mjs';
import { ensureImage } from './setup/image.mjs';
import { withLock } from './setup/lock.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { SetupError } from './setup/setup-error.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Does what is left to do, telling `say` in short lines. `onEngineStarted` gets the process id of the container engine
 * if this run had to start it. Throws SetupError.
 */
export async function setUp({ gvisor = false, say = console.log, onEngineStarted = () => {} } = {}) {
  await setUpCheckout(say);
  const engine = await ensureEngine(root, say, onEngineStarted);
  await ensureImage(root, engine, say);
  if (gvisor) await installGvisor(engine, say);
}

/** Node modules and build: what needs neither an engine nor rights over the machine. Throws SetupError. */
export async function setUpCheckout(say = console.log) {
  await withLock(`checkout ${root}`, say, async (lock) => {
    await ensureNodeModules(root, say, lock);
    await buildIfNeeded(root, say, lock);
  });
}

/** Runs a script's main function and turns its expected failures into one sentence and an exit code. */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    if (error.failure === undefined && !(error instanceof SetupError)) throw error;
    console.error([error.message, error.failure?.help].filter(Boolean).join(' '));
    exit(error.exitCode ?? 4);
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(async () => {
    const unknown = argv.slice(2).find((argument) => argument !== '--gvisor');
    if (unknown !== undefined) throw new SetupError(`unknown option ${unknown}; there is only --gvisor`, 2);
    await setUp({ gvisor: argv.includes('--gvisor') });
    exit(0);
  });
}
