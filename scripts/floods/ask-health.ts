// A process that asks ADDRESS every 20 ms, and says how long each answer took, when it is told to stop. It stands for a
// client on another machine: it does nothing else, and where the system allows it no other process goes before it, so
// that what it measures is the chief; by how much it was itself late it says, too.
import { execFileSync } from 'node:child_process';
import { Agent, get } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { HealthTimes } from './health-watch.ts';

const [, , address = ''] = process.argv;
const askEveryMs = 20;

try {
  // A priority in time sharing would count only among the processes of one session.
  execFileSync('chrt', ['--fifo', '--all-tasks', '--pid', '1', String(process.pid)], { stdio: 'ignore' });
} catch {}
const lateness = monitorEventLoopDelay({ resolution: 1 });
const agent = new Agent({ keepAlive: true });
const times: number[] = [];
let stopped = false;
process.once('message', () => {
  stopped = true;
});
await ask();
lateness.enable();
while (!stopped) {
  times.push(await ask());
  await delay(askEveryMs);
}
agent.destroy();
process.send?.({ times, lateMs: lateness.max / 1e6 } satisfies HealthTimes, () => process.exit());

async function ask(): Promise<number> {
  const began = performance.now();
  await new Promise<void>((resolve, reject) => {
    get(address, { agent }, (response) => {
      response.resume().once('end', resolve);
    }).once('error', reject);
  });
  return performance.now() - began;
}
