import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leftOut } from '../../../src/jobs/replay/left-out.ts';
import { failure } from '../../../src/model/failures.ts';
import { defaultLimits } from '../../../src/model/limits.ts';

describe('fragments that were left out', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-left-out-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const keep = async (fragment: number, message: string, bytes: string | null) => {
    const bundle = join(folder, 'bundles', `${fragment}`);
    await mkdir(bundle, { recursive: true });
    const cause = failure('user-error', 'process', message, { fragment, file: 'Processor.py', line: 3 });
    const record = { job: 'qzmjw9j58pt9', package: `sha256:${'0'.repeat(64)}`, fragment, attempts: 1 };
    const text = JSON.stringify({ ...record, limits: defaultLimits, failure: cause });
    await writeFile(join(bundle, 'bundle.json'), text);
    if (bytes !== null) await writeFile(join(bundle, 'fragment'), bytes);
    return join(bundle, 'fragment');
  };

  it('are the first ten by number, each with its beginning where that was kept', async () => {
    for (let number = 25; number > 1; number -= 2)
      await keep(number, 'no', number === 5 ? null : `<${number}>`);
    const first = await leftOut(folder);
    assert.deepEqual(
      first.map(({ fragment, begins }) => [fragment, begins]),
      [3, 5, 7, 9, 11, 13, 15, 17, 19, 21].map((number) => [number, number === 5 ? null : `b'<${number}>'`]),
    );
    assert.deepEqual(await leftOut(join(folder, 'nowhere')), []);
  });

  it('say no more of a failure than a report can bear', async () => {
    await keep(1, 'x'.repeat(60_000), 'a');
    assert.equal((await leftOut(folder))[0]!.message.length, 501);
  });

  it('show nothing that a link leads to, and wait for no FIFO', async () => {
    const secret = join(folder, 'secret');
    await writeFile(secret, 'the secret');
    await symlink(secret, await keep(1, 'no', null));
    execFileSync('mkfifo', [await keep(2, 'no', null)]);
    assert.deepEqual(
      (await leftOut(folder)).map(({ begins }) => begins),
      [null, null],
    );
  });
});
