// `npm run mistakes`: checks or runs every package of test/mistakes, in containers, and writes docs/mistakes.md.
import { writeFileSync } from 'node:fs';
import type { Failure } from '../src/model/failures.ts';
import type { Finding } from '../src/model/finding.ts';
import { DockerRuntime } from '../src/runtime/docker/docker-runtime.ts';
import { TemporaryHome } from '../test/helpers/runtime-job.ts';
import { type CheckedMistake, checkedMistakes, findMistake } from '../test/mistakes/checked-mistakes.ts';
import { type Mistake, mistakes } from '../test/mistakes/mistakes.ts';
import { mistakesPage } from '../test/mistakes/mistakes-page.ts';
import { runMistake } from '../test/mistakes/run-mistake.ts';

const home = await TemporaryHome.make();
const runtime = new DockerRuntime({ home: home.path });
try {
  const found = new Map<CheckedMistake, Finding>();
  for (const mistake of checkedMistakes) {
    const finding = await findMistake(mistake);
    if (finding === null) throw new Error(`${mistake.what}: the checks say no ${mistake.rule}`);
    found.set(mistake, finding);
  }
  const told = new Map<Mistake, Failure>();
  for (const mistake of mistakes) {
    const failure = await runMistake(mistake, runtime, home.path);
    if (failure === null) throw new Error(`${mistake.what}: it went well`);
    console.log(`${failure.code}  ${failure.file}:${failure.line}  ${mistake.what}\n  ${failure.help}`);
    told.set(mistake, failure);
  }
  writeFileSync(new URL('../docs/mistakes.md', import.meta.url), mistakesPage(found, told));
} finally {
  await runtime.close();
  await home.remove();
}
