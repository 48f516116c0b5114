import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { DockerRuntime } from '../../src/runtime/docker/docker-runtime.ts';
import { ProcessRuntime } from '../../src/runtime/process/process-runtime.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { TemporaryHome } from '../helpers/runtime-job.ts';
import { mistakes } from './mistakes.ts';
import { runMistake } from './run-mistake.ts';

describe('a mistake that shows when it runs', () => {
  let home: TemporaryHome;
  let processes: Runtime;
  let containers: Runtime;
  let page: string;
  before(async () => {
    home = await TemporaryHome.make();
    processes = new ProcessRuntime();
    containers = new DockerRuntime({ home: home.path });
    page = await readFile(new URL('../../docs/mistakes.md', import.meta.url), 'utf8');
  });
  after(async () => {
    await containers.close();
    await processes.close();
    await home.remove();
  });

  for (const mistake of mistakes) {
    const { what, file, code, line, help, needsContainer } = mistake;
    it(`is told at its line with what to do: ${what}`, async () => {
      const failure = await runMistake(mistake, needsContainer ? containers : processes, home.path);
      assert.deepEqual(
        [failure?.code, failure?.file, failure?.line],
        [code, file, line],
        JSON.stringify(failure),
      );
      assert.match(failure!.help, help);
      assert.ok(page.includes(`| ${what} | ${file}:${line}`), 'docs/mistakes.md has it: npm run mistakes');
    });
  }
});
