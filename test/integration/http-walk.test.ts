import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { ServingChief } from '../helpers/serving-chief.ts';

const root = new URL('../..', import.meta.url);

describe('the walk through the API in docs/http-walk.md', () => {
  let chief: ServingChief;
  before(async () => {
    chief = await ServingChief.start();
  });
  after(() => chief.stop());

  it('works as it stands', async () => {
    const page = await readFile(new URL('docs/http-walk.md', root), 'utf8');
    const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block);
    assert(blocks.length >= 5);
    const { exitCode, all } = await execa('bash', ['-c', `set -euo pipefail\n${blocks.join('\n')}`], {
      cwd: root,
      env: { BUTCHER_CHIEF: chief.address, BUTCHER_TOKEN: chief.token },
      all: true,
      reject: false,
    });
    assert.equal(exitCode, 0, all);
    assert.match(all, /^as expected$/m);
  });
});
