import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChiefNote } from './chief.ts';
import { type CrewPlan, playMember } from './play-member.ts';

/** What a chief did with a simulated crew that always wants more. */
export interface CrewPoint {
  readonly workers: number;
  readonly fragmentSeconds: number;
  /** Of the workers, those that had something to do; less than nearly all is more than a chief can feed. */
  readonly busyShare: number;
  readonly fragmentsPerSecond: number;
  readonly batchesPerSecond: number;
  /** The chief's alone; 1 is all of a processor. */
  readonly chiefCpus: number;
  readonly secondsPerBatch: number;
  /** Resident memory of the chief. */
  readonly residentBytes: number;
}

export const crewSizes = [100, 500, 1000, 3000];

/** More than are ever asked for. */
const plenty = 100_000_000;
const chief = fileURLToPath(new URL('./chief.ts', import.meta.url));

/** A crew in this process, its chief in one of its own, and Unix sockets between them. */
export async function measureCrew(
  workers: number,
  fragmentSeconds: number,
  seconds: number,
): Promise<CrewPoint> {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-crew-'));
  const socket = join(folder, 'crew.sock');
  const tally = { batches: 0 };
  const plan = { fragments: plenty, fragmentBytes: 1024, fragmentSeconds, takesTime: true };
  const server = await listen(socket, plan, tally);
  const child = fork(chief, [socket, String(workers), String(seconds)], { execArgv: ['--import', 'tsx'] });
  try {
    return await new Promise<CrewPoint>((resolve, reject) => {
      let before = 0;
      child.on('message', (note: ChiefNote) => {
        if (note.at === 'begin') before = tally.batches;
        else {
          const batches = tally.batches - before;
          resolve({
            ...{ workers, fragmentSeconds, residentBytes: note.residentBytes },
            busyShare: note.busy / workers,
            fragmentsPerSecond: note.results / note.seconds,
            batchesPerSecond: batches / note.seconds,
            chiefCpus: note.cpuSeconds / note.seconds,
            secondsPerBatch: note.cpuSeconds / batches,
          });
        }
      });
      child.once('exit', (code) => reject(new Error(`the chief of ${workers} workers ended with ${code}`)));
    });
  } finally {
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function listen(path: string, plan: CrewPlan, tally: { batches: number }): Promise<Server> {
  const server = createServer((socket) => greet(socket, plan, tally));
  return new Promise((resolve) => server.listen(path, 4096, () => resolve(server)));
}

/** The chief says first who is to be played. */
function greet(socket: Socket, plan: CrewPlan, tally: { batches: number }): void {
  socket.on('error', () => {});
  socket.once('data', (chunk) => playMember(socket, JSON.parse(chunk.toString()), plan, tally));
}
