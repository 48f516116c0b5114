// npm run week [-- [--installed PREFIX] STEP...]: what an operator does with a chief in a week, for real: installed
// from the tarball as an ordinary user, with Debian's nginx and Prometheus. Prints a line for each step with what it
// saw, and ends with 1 at the first that is wrong; all that it began is ended then. As root, for users, file systems
// and packages of its own.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { canInstall, installPackages, isInstalled } from './setup/apt.mjs';
import { backup } from './week/backup.ts';
import { blocking } from './week/blocking.ts';
import { fullDisk } from './week/full-disk.ts';
import { install } from './week/install.ts';
import { Machine } from './week/machine.ts';
import { monitoring } from './week/monitoring.ts';
import { proxy } from './week/proxy.ts';
import { retention } from './week/retention.ts';
import { service } from './week/service.ts';
import { Undo } from './week/undo.ts';
import { unit } from './week/unit.ts';
import { upgrade } from './week/upgrade.ts';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** In their order; each says in a line what it saw, and throws for what is wrong. */
const steps: Readonly<Record<string, (machine: Machine) => Promise<string>>> = {
  unit,
  service,
  proxy,
  monitoring,
  backup,
  upgrade,
  blocking,
  'full-disk': fullDisk,
  retention,
};

const { values, positionals: wanted } = parseArgs({
  options: { installed: { type: 'string' } },
  allowPositionals: true,
});
const unknown = wanted.find((name) => !Object.hasOwn(steps, name));
if (unknown !== undefined) {
  console.error(`There is no step ${unknown}; there are ${Object.keys(steps).join(', ')}.`);
  process.exit(2);
}
const undo = new Undo();
let machine: Machine | null = null;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void undo.end().then(() => process.exit(130)));
try {
  await ensureTools();
  const made = await Machine.make(undo, values.installed ?? null);
  machine = made;
  await told('install', () => install(made, root));
  for (const [name, step] of Object.entries(steps))
    if (wanted.length === 0 || wanted.includes(name)) await told(name, () => step(made));
} catch (error) {
  if (machine === null) console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await undo.end();
}

/** nginx and Prometheus, Debian's; installed where that can be. */
async function ensureTools(): Promise<void> {
  const missing = [
    ['nginx', 'nginx-light'],
    ['prometheus', 'prometheus'],
    ['systemd-analyze', 'systemd'],
  ].filter(([program]) => !isInstalled(program!));
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name!);
  if (!canInstall()) throw new Error(`install ${packages.join(', ')} first`);
  await installPackages(packages, console.log);
}

async function told(name: string, step: () => Promise<string>): Promise<void> {
  const began = performance.now();
  const line = (what: string) =>
    `${name.padEnd(10)} ${what} (${((performance.now() - began) / 1000).toFixed(0)} s)`;
  try {
    console.log(line(await step()));
  } catch (error) {
    console.log(line(`WRONG: ${(error as Error).stack}`));
    for (const log of machine?.logs ?? []) console.log(troubles(log()));
    throw error;
  }
}

/** The last lines of a log that are warnings or worse. */
function troubles(log: string): string {
  const lines = log.split('\n').filter((line) => !/^\{"level":[1-3]0,/.test(line));
  return lines.slice(-20).join('\n');
}
