import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Machine } from './machine.ts';

/**
 * Packs the checkout and installs the tarball as the person, into a prefix of theirs, unless something is installed
 * already; then it has to work without anything of a checkout.
 */
export async function install(machine: Machine, root: string): Promise<string> {
  const made = machine.isInstalled ? 'as it was installed' : await fromTarball(machine, root);
  const { version } = JSON.parse(await readFile(join(machine.installed, 'package.json'), 'utf8'));
  const told = (await machine.must([machine.butcher, '--version'])).trim();
  if (told !== version) throw new Error(`butcher --version says ${told}, and the package is ${version}`);
  const env = { BUTCHER_HOME: await machine.own('checked') };
  const doctor = await machine.must([machine.butcher, 'doctor'], env);
  const check = await machine.must([machine.butcher, 'serve', '--check'], env);
  if (!check.startsWith('The configuration can be used')) throw new Error(check);
  if (/npm run|checkout/.test(doctor)) throw new Error(`doctor speaks of a checkout: ${doctor}`);
  const engine = doctor.split('\n').find((line) => /^ok +engine/.test(line)) ?? '';
  return `${made}, as ${machine.person.name}: ${told}; ${engine.replace(/^ok +engine +/, '')}`;
}

async function fromTarball(machine: Machine, root: string): Promise<string> {
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', machine.folder], {
    cwd: root,
  });
  const [{ filename, size, entryCount }] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
  const { stdout: registry } = await execa('npm', ['config', 'get', 'registry'], { cwd: root });
  const own = { npm_config_registry: registry, npm_config_update_notifier: 'false' };
  const where = ['--global', '--prefix', machine.prefix, '--no-fund', '--no-audit'];
  await machine.must(['npm', 'install', ...where, machine.at(filename)], own);
  const named = await machine.run(['grep', '--recursive', '--files-with-matches', root, machine.installed]);
  if (named.code !== 1) throw new Error(`the checkout is named in what was installed: ${named.stdout}`);
  for (const file of ['docs/operate.md', 'deploy/butcher.service', 'deploy/nginx.conf']) {
    const [theirs, ours] = [join(machine.installed, file), join(root, file)];
    if ((await readFile(theirs, 'utf8')) !== (await readFile(ours, 'utf8')))
      throw new Error(`${file} in the package is another`);
  }
  return `${filename}, ${entryCount} files, ${Math.round(size / 1024)} KiB`;
}
