import assert from 'node:assert/strict';
import { formatChief, isDead, parseChief, thisChief } from '../../src/runtime/chief-identity.ts';
import { jobUser } from '../../src/runtime/docker/job-user.ts';

describe('chief identity', () => {
  it('is read back as it was written', () => {
    const chief = thisChief('/home/somebody/state');
    assert.deepEqual(parseChief(formatChief(chief)), chief);
    const unknown = { ...chief, process: { pid: 1, began: null } };
    assert.deepEqual(parseChief(formatChief(unknown)), unknown);
    for (const text of ['', 'x.1..2', 'ab.cd..12', 'ab.12']) assert.equal(parseChief(text), null, text);
  });

  it('tells homes, runtimes and dead processes apart', () => {
    const chief = thisChief('/a');
    assert.equal(thisChief('/a').home, chief.home);
    assert.notEqual(thisChief('/a').nonce, chief.nonce);
    assert.notEqual(thisChief('/b').home, chief.home);
    assert.equal(isDead(chief), false);
    assert.equal(isDead({ ...chief, process: { pid: process.pid, began: 'another/1' } }), true);
  });
});

describe('jobUser', () => {
  it('is another one for each job of a chief that is root, and the same again for the same job', () => {
    const uids = Array.from({ length: 1000 }, (_, index) => jobUser(`job-${index}`, 0, 'same').uid);
    assert(new Set(uids).size >= 999);
    assert(uids.every((uid) => uid > 65_536 && uid < 2 ** 31 - 1));
    assert.deepEqual(jobUser('job-1', 0, 'same'), { uid: uids[1]!, access: 'chown' });
  });

  it('is the chief’s own where the chief may not choose', () => {
    assert.deepEqual(jobUser('job', 1000, 'same'), { uid: 1000, access: 'own' });
    assert.deepEqual(jobUser('job', 1000, 'rootless'), { uid: 0, access: 'own' });
    const remapped = jobUser('job', 0, 'remapped');
    assert.equal(remapped.access, 'mode');
    assert(remapped.uid > 0 && remapped.uid < 65_536);
  });
});
