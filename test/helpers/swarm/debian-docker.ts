import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** Where this machine's APT has its packages from, in either of the two formats of sources. */
const sources = /^\s*(?:URIs:|deb(?:\s+\[[^\]]*\])?)\s+(https?:\/\/\S*\/debian)\/?(?:\s|$)/m;
const usualSource = 'http://deb.debian.org/debian';
const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** `runc` is that of this machine: Debian 13's needs a newer C library. */
const packages = ['docker.io', 'containerd'];

/**
 * Unpacks Debian 13's Docker, 26.1, into a folder of its own, for `dockerHome` of a cluster: nothing is installed, and
 * APT checks Debian's signatures. 56 MB. Resolves with what the daemon says that it is.
 */
export async function unpackDebianDocker(folder: string): Promise<string> {
  const apt = join(folder, 'apt');
  for (const path of ['lists/partial', 'cache/archives/partial', 'packages'])
    await mkdir(join(apt, path), { recursive: true });
  const list = join(apt, 'trixie.list');
  await writeFile(list, `deb [signed-by=${keys}] ${await debianSource()} trixie main\n`);
  const options = [
    `Dir::Etc::sourcelist=${list}`,
    'Dir::Etc::sourceparts=-',
    `Dir::State::lists=${join(apt, 'lists')}`,
    `Dir::Cache=${join(apt, 'cache')}`,
    // The folder is this user's alone.
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
  ].flatMap((option) => ['-o', option]);
  const cwd = join(apt, 'packages');
  await execa('apt-get', ['-qq', ...options, 'update'], { cwd });
  await execa('apt-get', ['-qq', ...options, 'download', ...packages], { cwd });
  for (const file of await readdir(cwd)) await execa('dpkg', ['-x', file, folder], { cwd });
  return (await execa(join(folder, 'usr/sbin/dockerd'), ['--version'])).stdout;
}

async function debianSource(): Promise<string> {
  const folder = '/etc/apt/sources.list.d';
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.(list|sources)$/.test(name));
  for (const path of ['/etc/apt/sources.list', ...names.map((name) => join(folder, name))]) {
    const found = sources.exec(await readFile(path, 'utf8').catch(() => ''));
    if (found !== null) return found[1]!;
  }
  return usualSource;
}
