import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { goodFiles, load, loadGood, scratchFolder, writeTree } from './helpers/scratch.ts';
import { type TarSpec, tarMember, tarOf } from './helpers/tar-of.ts';
import { zipOf } from './helpers/zip-of.ts';

const MiB = 1024 * 1024;

/** A virtual environment as `python -m venv` and pip leave it: links, and more files than a package may have. */
function environment(folder: string, count: number): (TarSpec & { readonly name: string })[] {
  const modules = Array.from({ length: count }, (_, n) => ({
    name: `${folder}/lib/python3.13/site-packages/a/b/c/d/module${n}.py`,
    content: Buffer.from('def f(:\n'),
  }));
  return [
    { name: `${folder}/bin/python`, type: '2', linkName: '/usr/bin/python3', mode: 0o120777 },
    ...modules,
    { name: `${folder}/pyvenv.cfg`, content: Buffer.from('home = /usr/bin\n') },
  ];
}

describe('virtual environments in a package', () => {
  const scratch = scratchFolder();
  const limits = { packageFiles: 10, packageBytes: 4096, wheelBytes: 0, packageDepth: 3 };
  const good = (prefix = '') =>
    Object.entries(goodFiles).map(([name, text]) => ({ name: prefix + name, content: Buffer.from(text) }));
  const archive = (name: string, content: Buffer) => {
    const path = join(scratch.path, name);
    writeFileSync(path, content);
    return path;
  };
  const digest = async () => (await loadGood(writeTree(join(scratch.path, 'plain'), goodFiles))).digest;

  async function assertLeftOut(path: string, folder: string): Promise<void> {
    const { source, findings } = await load(path, limits);
    assert.deepEqual(
      findings.map(({ rule, severity, file }) => [rule, severity, file]),
      [['BUT110', 'warning', folder]],
      path,
    );
    assert.match(findings[0]!.message, new RegExp(`\`${folder}\` is a virtual environment`));
    assert.equal(source?.digest, await digest(), path);
  }

  it('are left out of a folder, with all that is in them', async () => {
    const root = writeTree(join(scratch.path, 'folder'), goodFiles);
    for (const { name, content } of environment('env', 40))
      if (content === undefined) writeTree(join(root, 'env/bin'), {});
      else writeTree(root, { [name]: content });
    symlinkSync('/usr/bin/python3', join(root, 'env/bin/python'));
    await assertLeftOut(root, 'env');
  });

  it('are left out under a name that is left out anyway, and are told all the same', async () => {
    const root = writeTree(join(scratch.path, 'dotted'), { ...goodFiles, '.venv/pyvenv.cfg': 'home\n' });
    await assertLeftOut(root, '.venv');
  });

  it('are left out of archives, in whatever order the members come', async () => {
    const members = environment('env', 40);
    const small = environment('env', 40).filter(({ type }) => type === undefined);
    await assertLeftOut(archive('first.tar', tarOf([...members, ...good()])), 'env');
    await assertLeftOut(archive('last.tgz', gzipSync(tarOf([...good(), ...members]))), 'env');
    await assertLeftOut(archive('reverse.tar', tarOf([...good(), ...members.toReversed()])), 'env');
    await assertLeftOut(archive('a.zip', zipOf([...good(), ...small])), 'env');
    await assertLeftOut(archive('top.tar', tarOf([...good('top/'), ...environment('top/env', 40)])), 'env');
    await assertLeftOut(
      archive(
        'top.zip',
        zipOf([...small.map((each) => ({ ...each, name: `t/${each.name}` })), ...good('t/')]),
      ),
      'env',
    );
  });

  it('are not what a package is wrapped in', async () => {
    const marked = [...good('top/'), { name: 'top/pyvenv.cfg', content: Buffer.from('x') }];
    const { source } = await load(archive('wrapped.tar', tarOf(marked)), limits);
    assert.ok(source?.files.has('Split.py'));
    const root = writeTree(join(scratch.path, 'marked'), { ...goodFiles, 'pyvenv.cfg': 'x' });
    assert.ok((await loadGood(root)).files.has('pyvenv.cfg'));
  });

  it('hide nothing that lies beside them', async () => {
    const link = { name: 'more/python', type: '2', linkName: '/usr/bin/python3' };
    const { findings } = await load(
      archive('beside.tar', tarOf([...environment('env', 3), ...good(), link])),
    );
    assert.deepEqual(
      findings.map(({ rule, file }) => [rule, file]),
      [['BUT108', 'more/python']],
    );
    const up = { name: 'env/../../up.py' };
    const evil = await load(archive('evil.tar', tarOf([...environment('env', 3), ...good(), up])));
    assert.deepEqual([evil.source, evil.findings[0]?.rule], [null, 'BUT108']);
  });

  it('have bounds of their own in archives', async () => {
    const [header] = tarMember({ name: 'env/zeros', size: 16 * 1024 * MiB });
    const mark = tarMember({ name: 'env/pyvenv.cfg', content: Buffer.from('x') });
    const zeros = gzipSync(Buffer.alloc(16 * MiB));
    const bomb = Buffer.concat([
      gzipSync(Buffer.concat([...mark, header!])),
      ...Array.from({ length: 1024 }, () => zeros),
    ]);
    const bombed = await load(archive('bomb.tgz', bomb));
    assert.deepEqual([bombed.source, bombed.findings.map(({ rule }) => rule)], [null, ['BUT109']]);
    const many = await load(
      archive('many.tar', tarOf([...good(), ...environment('env', 100).slice(1)])),
      limits,
    );
    assert.deepEqual([many.source, many.findings.map(({ rule }) => rule)], [null, ['BUT109']]);
  });
});
