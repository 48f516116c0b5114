import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announceChief, findRunningChief, withdrawChief } from '../../src/home/running-chief.ts';
import { ownIdentity } from '../../src/host/process-identity.ts';

describe('the chief that serves a home', () => {
  let home: string;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-chief-'));
  });
  after(() => rm(home, { recursive: true, force: true }));

  it('can be found for as long as it says so', async () => {
    assert.equal(await findRunningChief(home), null);
    await announceChief(home, 'http://127.0.0.1:1');
    await announceChief(home, 'http://127.0.0.1:2');
    assert.deepEqual(await findRunningChief(home), { process: ownIdentity(), address: 'http://127.0.0.1:2' });
    assert.equal((await stat(join(home, 'chief.json'))).mode & 0o777, 0o600);
    await withdrawChief(home);
    await withdrawChief(home);
    assert.equal(await findRunningChief(home), null);
  });

  it('is not found where it is dead, or its number now another’s', async () => {
    const alive = ownIdentity();
    for (const process of [{ ...alive, began: 'another boot/1' }, { pid: 2 ** 22 + 1, began: null }, null]) {
      await writeFile(join(home, 'chief.json'), JSON.stringify({ process, address: 'http://127.0.0.1:3' }));
      assert.equal(await findRunningChief(home), null);
    }
    await writeFile(join(home, 'chief.json'), 'half a {');
    assert.equal(await findRunningChief(home), null);
  });
});
