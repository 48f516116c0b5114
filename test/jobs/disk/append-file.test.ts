import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { AppendFile } from '../../../src/jobs/disk/append-file.ts';

const step = fc.oneof(
  fc.record({
    do: fc.constant('append' as const),
    // The largest do not wait to gather.
    bytes: fc.constantFrom(0, 1, 700, 70_000, 1_200_000),
  }),
  fc.record({ do: fc.constant('read' as const), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ do: fc.constant('sync' as const) }),
  fc.record({ do: fc.constant('breathe' as const) }),
);

describe('AppendFile', () => {
  let path: string;
  beforeEach(async () => {
    path = join(await mkdtemp(join(tmpdir(), 'butcher-append-')), 'file');
  });
  afterEach(() => rm(join(path, '..'), { recursive: true, force: true }));

  it('has on disk all that was appended, in order, and gives it back at any time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.boolean(), async (steps, gathers) => {
        const file = await AppendFile.open(path, 0, { gathers });
        let expected = Buffer.alloc(0);
        const appends: Promise<void>[] = [];
        for (const [index, action] of steps.entries()) {
          if (action.do === 'append') {
            const bytes = Buffer.alloc(action.bytes, index + 1);
            expected = Buffer.concat([expected, bytes]);
            const whole = expected;
            const append = async () => {
              await file.append([bytes.subarray(0, 1), bytes.subarray(1)]);
              assert.ok((await readFile(path)).subarray(0, whole.length).equals(whole));
            };
            appends.push(append());
          } else if (action.do === 'read') {
            const from = Math.floor(expected.length * action.part);
            assert.ok((await file.read(from, 1000)).equals(expected.subarray(from, from + 1000)));
          } else if (action.do === 'sync') {
            await file.sync();
            assert.equal(file.backlogBytes, 0);
          } else await new Promise(setImmediate);
        }
        await file.close();
        await Promise.all(appends);
        assert.equal(file.size, expected.length);
        assert.ok((await readFile(path)).equals(expected));
      }),
      { numRuns: 40 },
    );
  });

  it('writes what comes within a moment together', async () => {
    const file = await AppendFile.open(path);
    const appends = Array.from({ length: 1000 }, () => file.append([Buffer.from('x')]));
    await appends[0];
    assert.ok((await readFile(path)).length >= 512);
    await Promise.all(appends);
    await file.close();
  });

  it('gets past any number of empty appends', async () => {
    const file = await AppendFile.open(path);
    const appends = Array.from({ length: 600 }, () => file.append([Buffer.alloc(0)]));
    await Promise.all([...appends, file.append([Buffer.alloc(1_200_000)]), file.flush()]);
    await file.close();
    assert.equal((await readFile(path)).length, 1_200_000);
  });
});
