// npm run controls -- [PATTERN]: switches one control off after the other, in a copy, and says which no test notices.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allControls } from './controls/all.ts';
import type { Control } from './controls/control.ts';
import { ensureTestTools } from './setup/test-tools.mjs';

/** Share of the controls that has to be noticed. */
const dueShare = 0.95;
const patienceMs = 300_000;
const root = fileURLToPath(new URL('../', import.meta.url));
const mocha = [
  '--import',
  'tsx',
  // As in .mocharc.json: a module that is required and imported, too, would be there twice.
  '--no-experimental-require-module',
  'node_modules/mocha/bin/mocha.js',
  '--no-config',
  '--exit',
  '--bail',
  '--timeout',
  '60000',
];
const pattern = new RegExp(process.argv[2] ?? '');
const chosen = allControls.filter(({ name, file }) => pattern.test(`${file}: ${name}`));
const waiting = [...chosen];
const unnoticed: string[] = [];
const began = performance.now();

await ensureTestTools(console.log);
// A test that is red anyway notices nothing.
const redAnyway = new Set<string>();
const unproven = [
  ...new Map(
    chosen.flatMap(({ tests, only }) => tests.map((test) => [wayOf(test, only), { test, only }] as const)),
  ),
];
await inLanes(async (copy) => {
  for (let next = unproven.shift(); next !== undefined; next = unproven.shift()) {
    const [way, { test, only }] = next;
    if (await passes(copy, test, only)) continue;
    redAnyway.add(way);
    console.log(`fails with every control on: ${way}`);
  }
});
await inLanes(async (copy) => {
  for (let control = waiting.shift(); control !== undefined; control = waiting.shift()) {
    const label = `${control.file}: ${control.name}`;
    const verdict = await tryWithout(copy, control);
    console.log(`${verdict.padEnd(8)} ${label}`);
    if (verdict !== 'red') unnoticed.push(`${label} (${verdict})`);
  }
});
const noticed = chosen.length - unnoticed.length;
const share = `${((100 * noticed) / chosen.length).toFixed(1)} %`;
const minutes = ((performance.now() - began) / 60_000).toFixed(1);
console.log(
  `${noticed} of ${chosen.length} controls are missed when they are off (${share}), in ${minutes} min.`,
);
for (const label of unnoticed) console.log(`  not missed: ${label}`);
process.exitCode = noticed >= dueShare * chosen.length ? 0 : 1;

/** How a test is run. */
function wayOf(test: string, only: string | undefined): string {
  return only === undefined ? test : `${test}, “${only}”`;
}

/** Does the work side by side, each in a copy of its own. */
async function inLanes(work: (copy: string) => Promise<void>): Promise<void> {
  const lane = async () => {
    const copy = await makeCopy();
    try {
      await work(copy);
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  };
  await Promise.all(Array.from({ length: 2 }, lane));
}

async function tryWithout(copy: string, control: Control): Promise<'red' | 'green' | 'stale' | 'unproven'> {
  const path = join(copy, control.file);
  const text = await readFile(path, 'utf8');
  if (!text.includes(control.find)) return 'stale';
  await writeFile(
    path,
    control.everywhere === true
      ? text.replaceAll(control.find, () => control.replace)
      : text.replace(control.find, () => control.replace),
  );
  try {
    const tests = control.tests.filter((test) => !redAnyway.has(wayOf(test, control.only)));
    if (tests.length === 0) return 'unproven';
    for (const test of tests) if (!(await passes(copy, test, control.only))) return 'red';
    return 'green';
  } finally {
    await writeFile(path, text);
  }
}

function passes(copy: string, test: string, only: string | undefined): Promise<boolean> {
  const [program, args] = test.endsWith('.py')
    ? ['python3', ['-m', 'unittest', 'discover', '-f', '-s', 'sandbox/tests', '-p', test.split('/').at(-1)!]]
    : [process.execPath, [...mocha, ...(only === undefined ? [] : ['--fgrep', only]), test]];
  return new Promise((resolve) => {
    execFile(program, args, { cwd: copy, timeout: patienceMs, killSignal: 'SIGKILL' }, (error) =>
      resolve(error === null),
    );
  });
}

/** What the tests need of the project. */
async function makeCopy(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'butcher-controls-'));
  const entries = [
    'src',
    'web',
    'test',
    'sandbox',
    'scripts',
    'docs',
    'samples',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ];
  for (const entry of entries) await cp(join(root, entry), join(copy, entry), { recursive: true });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}
