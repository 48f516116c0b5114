import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { execa } from 'execa';

/** What the figures depend on, one line each, for people. */
export async function describeMachine(python: string): Promise<string[]> {
  const os = /^PRETTY_NAME="?(.*?)"?$/m.exec(await readFile('/etc/os-release', 'utf8').catch(() => ''))?.[1];
  const version = async (command: string, args: string[]) => {
    const { stdout, failed } = await execa(command, args, { reject: false });
    return failed ? 'none' : stdout;
  };
  return [
    `${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unknown processor'}, ${Math.round(totalmem() / 1024 ** 3)} GiB`,
    `${os ?? process.platform}, kernel ${release()}`,
    `Node ${process.versions.node}; peers on ${await version(python, ['--version'])}`,
    `container engine ${await version('docker', ['version', '--format', '{{.Server.Version}}'])}`,
  ];
}
