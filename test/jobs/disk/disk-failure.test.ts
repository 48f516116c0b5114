import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { diskFailure } from '../../../src/jobs/disk/disk-failure.ts';
import { DamagedRecordError } from '../../../src/jobs/disk/results-cache.ts';

const problem = 'the journal could not be written';

describe('diskFailure', () => {
  it('tells what the system refused as a matter of the disk', async () => {
    // Every write to it meets a full disk.
    const full = await open('/dev/full', 'w');
    const error = await full.write(Buffer.from('x')).then(
      () => assert.fail('/dev/full has space'),
      (refused: unknown) => refused,
    );
    await full.close();
    const { code, stage, message, fragment } = diskFailure(error, 'process', problem);
    assert.deepEqual({ code, stage, fragment }, { code: 'disk-limit', stage: 'process', fragment: null });
    assert.match(message, /^the journal could not be written: ENOSPC/);
  });

  it('tells damage as the damaged record does', () => {
    const { code, message, fragment } = diskFailure(
      new DamagedRecordError('3 is damaged'),
      'merge',
      problem,
      3,
    );
    assert.deepEqual(
      { code, message, fragment },
      { code: 'disk-limit', message: '3 is damaged', fragment: 3 },
    );
  });

  it('tells a fault of our own as that, with where it happened', async () => {
    const wrongArgument = await open(1 as unknown as string).catch((error: unknown) => error);
    for (const error of [new TypeError('undefined is not a function'), wrongArgument]) {
      const { code, message, fragment } = diskFailure(error, 'merge', problem, 7);
      assert.deepEqual({ code, fragment }, { code: 'internal', fragment: 7 });
      assert.ok(message.includes('\n    at '));
    }
    assert.equal(diskFailure('thrown text', 'merge', problem).message, 'thrown text');
  });
});
