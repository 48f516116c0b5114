// `npm run quickstart`: sets everything up, runs a sample on real data and shows what came out.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cwd, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { SetupError } from './setup/setup-error.mjs';
import { runScript, setUp } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const sample = 'samples/weather-by-month';
const data = `${sample}/data/weather.csv`;
const out = '.setup/weather-by-month';
const shownLines = 13;

await runScript(async () => {
  await setUp();
  rmSync(join(root, out), { recursive: true, force: true });
  const args = ['run', sample, '--data', data, '--out', out];
  console.log(`\n$ butcher ${args.join(' ')}`);
  const code = await run(['dist/cli/main.js', ...args]);
  if (code !== 0) throw new SetupError('The sample did not run; the lines above say why.', code);
  const table = join(root, out, 'weather.txt');
  const lines = readFileSync(table, 'utf8').trimEnd().split('\n');
  console.log(`\n${relative(cwd(), table)}, ${lines.length} lines:\n`);
  console.log(lines.slice(0, shownLines).join('\n'));
  if (lines.length > shownLines) console.log('…');
  console.log(`\nThe package is in ${sample}; its README says what it does. Next: samples/README.md.`);
});
exit();

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, args, { cwd: root, stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
