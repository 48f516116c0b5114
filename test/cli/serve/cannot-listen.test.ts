import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runButcher } from '../../helpers/run-butcher.ts';

describe('butcher serve that cannot listen', () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-listen-'));
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));
  const refused = async (listen: string) => {
    const env = { BUTCHER_HOME: join(cwd, 'home'), DOCKER_HOST: 'unix:///none' };
    const { exitCode, stderr } = await runButcher(['serve', '--listen', listen], { cwd, env });
    assert.equal(exitCode, 2, stderr);
    return stderr;
  };

  it('names what is in the way, and what to choose instead', async () => {
    await writeFile(join(cwd, 'plain'), '');
    assert.match(await refused(`unix:${cwd}/plain`), /plain is there and is no socket; choose another path/);
    assert.match(
      await refused(`unix:${cwd}/no/x.sock`),
      /cannot listen at .*x\.sock: its folder does not exist/,
    );
    assert.match(
      await refused('192.0.2.1:0'),
      /cannot listen at 192\.0\.2\.1:0: this machine has no such address/,
    );
    const taken = createServer();
    try {
      await once(taken.listen(join(cwd, 'taken')), 'listening');
      assert.match(
        await refused(`unix:${cwd}/taken`),
        /Something listens at .*taken already; choose another path/,
      );
    } finally {
      taken.close();
    }
    const other = createServer();
    try {
      await once(other.listen(0, '127.0.0.1'), 'listening');
      const { port } = other.address() as AddressInfo;
      assert.match(
        await refused(`127.0.0.1:${port}`),
        /Something listens at .* already; choose another port/,
      );
    } finally {
      other.close();
    }
  });
});
