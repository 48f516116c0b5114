import { readdirSync, readFileSync } from 'node:fs';
import type { Role } from '../../src/bridge/messages.ts';
import { labels } from '../../src/runtime/labels.ts';
import { containersOf, testEngine } from '../helpers/docker-containers.ts';

type Runtime = 'docker' | 'process';

/** Sends a signal to one running sandbox of that role, if there is one. Returns whether there was. */
export async function signalSandbox(
  home: string,
  runtime: Runtime,
  role: Role,
  signal: 'SIGKILL' | 'SIGSTOP',
): Promise<boolean> {
  if (runtime === 'process') return signalProcess(home, role, signal);
  const mine = new Set(await containersOf(home));
  const engine = await testEngine();
  const running = await engine.listContainers({ filters: { label: [`${labels.role}=${role}`] } });
  const found = running.find(({ Id }) => mine.has(Id));
  if (found === undefined) return false;
  const container = engine.getContainer(found.Id);
  try {
    await (signal === 'SIGSTOP' ? container.pause() : container.kill({ signal }));
    return true;
  } catch {
    return false;
  }
}

function signalProcess(home: string, role: Role, signal: NodeJS.Signals): boolean {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      if (!environment.includes(`BUTCHER_BRIDGE=unix:${home}/`)) continue;
      if (!environment.includes(`BUTCHER_ROLE=${role}\0`)) continue;
      process.kill(Number(pid), signal);
      return true;
    } catch {
      // It has ended meanwhile.
    }
  }
  return false;
}
