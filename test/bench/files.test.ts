import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuUsage } from 'node:process';
import { folderUsage, lookAtData, packResults } from '../../src/trees/trees.ts';

const files = 5000;
/** Times the processor time of the tool that everybody knows; before there were threads for folders it was above 50. */
const most = 12;

const make = `
import os, sys
for folder in range(${files / 100}):
    os.makedirs(f"{sys.argv[1]}/d{folder}")
    for file in range(100):
        with open(f"{sys.argv[1]}/d{folder}/f{file}", "w") as out:
            out.write("0123456789")
`;
/** Processor time of a command in milliseconds. */
const timed = `
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
usage = os.wait4(process.pid, 0)[2]
print((usage.ru_utime + usage.ru_stime) * 1000)
`;

/** Processor time, not time: whatever else the machine does, a folder is walked once, and no file costs much. */
describe(`the processor time that a folder of ${files} files takes`, function () {
  this.timeout(120_000);
  let root: string;
  let folder: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'butcher-many-'));
    folder = join(root, 'files');
    execFileSync('python3', ['-c', make, folder]);
    // The thread is there, its code compiled, and the folder in the cache of the system, for all of them alike.
    await folderUsage(folder, Number.MAX_SAFE_INTEGER);
    await packed();
    ofTool('tar', '-cf', join(root, 'tool.tar'), '-C', folder, '.');
  });
  after(() => rm(root, { recursive: true, force: true }));

  const packed = () =>
    packResults(folder, join(root, 'results.tar'), Number.MAX_SAFE_INTEGER, new AbortController().signal);

  function ofTool(...command: readonly string[]): number {
    return Number(execFileSync('python3', ['-c', timed, ...command], { encoding: 'utf8' }));
  }

  async function ofOurs(work: () => Promise<unknown>): Promise<number> {
    const before = cpuUsage();
    await work();
    const { user, system } = cpuUsage(before);
    return (user + system) / 1000;
  }

  function hold(what: string, ours: number, tool: number) {
    const ratio = ours / tool;
    if (process.env.GUARD === 'show')
      console.log(`      ${what}: ${ours.toFixed(0)} ms, ${ratio.toFixed(1)} times`);
    assert.ok(ratio < most, `${what} takes ${ratio.toFixed(1)} times the processor time`);
  }

  it('packing: beside tar', async () => {
    hold('packing', await ofOurs(packed), ofTool('tar', '-cf', join(root, 'tool.tar'), '-C', folder, '.'));
  });

  it('looking at data, and measuring results: beside find', async () => {
    const tool = ofTool('find', folder, '-printf', '%s %T@ %p\\n');
    hold('looking', await ofOurs(() => lookAtData(folder)), tool);
    hold('measuring', await ofOurs(() => folderUsage(folder, Number.MAX_SAFE_INTEGER)), tool);
  });
});
