import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { butcherContestant } from './butcher-contestant.ts';
import type { Contestant } from './contestant.ts';
import { peerContestant } from './peer-contestant.ts';

export interface Contestants {
  /** `multiprocessing.Pool(2).imap`, chunk size 1: what all others are compared with. */
  readonly pool: Contestant;
  /** Our default: containers under runc, results kept, merged in order. */
  readonly butcher: Contestant;
  readonly others: readonly Contestant[];
  /** Two plain Python processes with half of the work each: the bound for work that costs CPU time. */
  readonly halves: Contestant;
}

const MB = 1e6;

/** Debian packages of the peers that are not there from the beginning. */
export const peerPackages = ['python3-distributed', 'parallel'] as const;

/** Finds out what this machine has. Paces are from two cores at about 3 GHz; they only size the runs. */
export async function findContestants(python: string): Promise<Contestants> {
  const image = await sandboxImage();
  const built = existsSync(fileURLToPath(new URL('../dist/cli/main.js', import.meta.url)));
  const unbuilt = built ? null : 'not built: `npm run build`';
  const noEngine = unbuilt ?? (image === null ? 'no sandbox image: `npm run setup`' : null);
  const peer = (
    name: string,
    program: string,
    fragmentsPerSecond: number,
    rest: { args?: string[]; missing?: string | null; megabytesPerSecond?: number } = {},
  ) =>
    peerContestant({
      name,
      program,
      python,
      pace: { fragmentsPerSecond, bytesPerSecond: (rest.megabytesPerSecond ?? 250) * MB },
      ...rest,
    });
  const ours = (name: string, fragmentsPerSecond: number, args: string[], missing: string | null) =>
    butcherContestant({ name, pace: { fragmentsPerSecond, bytesPerSecond: 600 * MB }, args, missing });
  return {
    pool: peer('Pool(2).imap', 'pool.py', 40_000, { args: ['1'] }),
    butcher: ours('butcher', 1_000_000, [], noEngine),
    halves: peer('two plain processes', 'halves.py', 1_000_000),
    others: [
      peer('Pool(2).imap, chunks of 256', 'pool.py', 450_000, { args: ['256'] }),
      peer('ProcessPoolExecutor(2).map', 'executor.py', 7_000, { args: ['1'] }),
      peer('ProcessPoolExecutor(2).map, chunks of 256', 'executor.py', 400_000, { args: ['256'] }),
      ours('butcher --no-resume', 1_000_000, ['--no-resume'], noEngine),
      ours('butcher --runtime process', 1_000_000, ['--runtime', 'process'], unbuilt),
      ours('butcher --oci-runtime runsc', 100_000, ['--oci-runtime', 'runsc'], noEngine ?? (await noRunsc())),
      peer('Dask distributed, 2 processes', 'dask_client.py', 500, {
        megabytesPerSecond: 50,
        missing: await lacks(python, ['-c', 'import distributed'], 'python3-distributed'),
      }),
      peer('GNU parallel --pipe --keep-order', 'gnu_parallel.py', 40, {
        missing: await lacks('parallel', ['--version'], 'parallel'),
      }),
      peer('one `docker run` per fragment', 'container_each.py', 2.5, {
        args: image === null ? [] : [image],
        missing: image === null ? noEngine : null,
      }),
    ],
  };
}

/** Debian's Python where there is one: it is built for speed, and sees what Debian packages. */
export async function plainPython(): Promise<string> {
  const { failed } = await execa('/usr/bin/python3', ['--version'], { reject: false });
  return failed ? 'python3' : '/usr/bin/python3';
}

/** Id of the newest sandbox image, or null. */
export async function sandboxImage(): Promise<string | null> {
  const filter = ['--filter', 'label=io.butcher.image=sandbox'];
  const { stdout, failed } = await execa('docker', ['image', 'ls', '--quiet', ...filter], { reject: false });
  return failed || stdout === '' ? null : stdout.split('\n')[0]!;
}

/** Chunks of 256 hold 256 fragments at once on both sides of a pipe; beyond 64 KiB each that measures memory only. */
export function isSensible(contestant: Contestant, fragmentBytes: number): boolean {
  return !contestant.name.endsWith('chunks of 256') || fragmentBytes <= 64 * 1024;
}

async function noRunsc(): Promise<string | null> {
  const info = await execa('docker', ['info', '--format', '{{json .Runtimes}}'], { reject: false });
  return info.stdout?.includes('"runsc"') ? null : 'the engine has no runtime named runsc';
}

async function lacks(
  command: string,
  args: readonly string[],
  debianPackage: string,
): Promise<string | null> {
  const { failed } = await execa(command, args, { reject: false });
  return failed ? `not installed: Debian package ${debianPackage}, or \`--all\`` : null;
}
