import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { assertChecked, type Check, type Contestant } from './contestant.ts';
import { watchPeakMemory } from './peak-memory.ts';
import { workJson } from './work.ts';

export interface PeerOptions {
  readonly name: string;
  readonly pace: Contestant['pace'];
  readonly python: string;
  /** Program in peers/ and what it takes after the work. */
  readonly program: string;
  readonly args?: readonly string[];
  readonly missing?: string | null;
}

/** A contestant that is a Python program in peers/. */
export function peerContestant(options: PeerOptions): Contestant {
  const path = fileURLToPath(new URL(`./peers/${options.program}`, import.meta.url));
  return {
    name: options.name,
    missing: options.missing ?? null,
    pace: options.pace,
    async run(work, fragments) {
      const started = performance.now();
      const peer = execa(options.python, ['-B', path, workJson(work, fragments), ...(options.args ?? [])]);
      const memory = watchPeakMemory(peer.pid);
      const { stdout } = await peer.finally(() => memory.stop());
      const totalSeconds = (performance.now() - started) / 1000;
      const check = JSON.parse(stdout) as Check;
      assertChecked(options.name, check, work, fragments);
      return {
        fragments,
        bytes: check.bytes,
        seconds: check.seconds!,
        totalSeconds,
        peakBytes: memory.bytes(),
      };
    },
  };
}
