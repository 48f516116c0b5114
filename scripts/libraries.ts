// `npm run test:libraries`: installs and runs what people import, from the index that pip is configured for, and
// compares the results with plain Python with the same wheels; then from wheels alone, and many jobs at once.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { libraryCases } from './libraries/cases.ts';
import { LibraryRun, type Measured } from './libraries/library-run.ts';
import { pipSettings } from './libraries/pip-settings.ts';
import { runAtOnce } from './libraries/run-at-once.ts';
import { timesRow, timesTable } from './libraries/times-table.ts';

const folder = await mkdtemp(join(tmpdir(), 'butcher-test-libraries-'));
const only = process.argv[2] ?? '';
try {
  const settings = await pipSettings();
  const run = new LibraryRun(folder, settings);
  const measured: Measured[] = [];
  const cases = libraryCases.filter(({ name }) => name.includes(only));
  for (const one of cases) {
    const times = await run.measure(one);
    console.log(
      `${one.name}: ${times.versions.join(', ')}; equal to plain Python from the index, a lock and wheels`,
    );
    console.log(timesRow(times));
    measured.push(times);
  }
  if (only === '') await run.withAllWheels(cases, measured);
  console.log(`\n${timesTable(measured)}`);
  if (only === '') {
    const { seconds, builds } = await runAtOnce(folder, settings, measured);
    console.log(`ten jobs with five sets at once: ${builds} layers built, ${seconds.toFixed(0)} s`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
