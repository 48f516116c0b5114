import assert from 'node:assert/strict';
import { ControlGroup } from '../../../src/runtime/docker/control-group.ts';
import { DockerRuntime } from '../../../src/runtime/docker/docker-runtime.ts';
import { removeControlGroups } from '../../helpers/control-groups.ts';
import { testEngine } from '../../helpers/docker-containers.ts';
import { plainImage, TemporaryHome } from '../../helpers/runtime-job.ts';

/** Waits to be told, then has a child run out of memory and says how that ended. */
const bomb = `
import subprocess, sys
sys.stdin.readline()
child = subprocess.run([sys.executable, "-c", "held = [bytearray(b'x') * 1000000 for _ in range(400)]"])
print("child", child.returncode, flush=True)
sys.stdin.readline()
`;

const elsewhere = `butcher-test-${process.pid}`;

/** A container whose control group is below `parent`, which is where the engine puts it if null. */
async function withContainer(
  parent: string | null,
  look: (container: { id: string; pid: number; bomb: () => Promise<void> }) => Promise<void>,
): Promise<void> {
  const home = await TemporaryHome.make();
  const container = await (await testEngine()).createContainer({
    Image: await plainImage(new DockerRuntime({ home: home.path })),
    Entrypoint: ['python3', '-c', bomb],
    User: '12345:12345',
    NetworkDisabled: true,
    OpenStdin: true,
    HostConfig: {
      Memory: 64 * 1024 * 1024,
      MemorySwap: 64 * 1024 * 1024,
      NetworkMode: 'none',
      ...(parent === null ? {} : { CgroupParent: parent }),
    },
  });
  try {
    const stream = await container.attach({ stream: true, stdin: true, stdout: true, hijack: true });
    await container.start();
    const { Id: id, State } = await container.inspect();
    const told = new Promise<void>((resolve) => {
      stream.on('data', (chunk: Buffer) => {
        if (chunk.includes('child -9')) resolve();
      });
    });
    await look({
      ...{ id, pid: State.Pid },
      bomb: () => {
        stream.write('\n');
        return told;
      },
    });
  } finally {
    await container.remove({ force: true });
    await home.remove();
  }
}

describe('ControlGroup', () => {
  after(() => removeControlGroups(elsewhere));

  it('tells of a child that was killed for want of memory, without asking the engine', async () => {
    await withContainer(null, async ({ id, bomb }) => {
      const group = await ControlGroup.open(id, () => assert.fail('it asked'));
      assert.equal(group.read().memoryKills, 0);
      await bomb();
      assert.equal(group.tasks(), 1, 'the child is waited for, and what began the program is gone');
      const { memoryKills, peakMemoryBytes } = group.read();
      assert.equal(memoryKills, 1);
      assert.ok(peakMemoryBytes! > 60 * 1024 * 1024, `${peakMemoryBytes}`);
      group.close();
      assert.equal(group.read().memoryKills, 1);
      assert.equal(group.tasks(), null);
    });
  });

  it('finds it by a process of the container where the engine keeps it elsewhere', async () => {
    await withContainer(`/${elsewhere}`, async ({ id, pid, bomb }) => {
      const blind = await ControlGroup.open(id, async () => null);
      const group = await ControlGroup.open(id, async () => pid);
      await bomb();
      assert.equal(blind.read().memoryKills, null);
      assert.equal(group.read().memoryKills, 1);
      assert.ok(group.read().peakMemoryBytes! > 60 * 1024 * 1024);
      group.close();
    });
  });

  it('takes no other process’s for it, and does without where nothing can be learned', async () => {
    for (const processId of [
      async () => process.pid,
      async () => 0,
      () => Promise.reject(new Error('the engine is away')),
    ]) {
      const group = await ControlGroup.open('f'.repeat(64), processId);
      assert.deepEqual(group.read(), { peakMemoryBytes: null, memoryKills: null, processesRefused: null });
      group.close();
    }
  });
});
