import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';

const mostUnmounts = 150;

/** A file system of its own of so many bytes, ext4 in a file, with a folder on it. Only root may have one. */
export class SmallDisk {
  readonly #folder: string;

  private constructor(
    folder: string,
    readonly home: string,
  ) {
    this.#folder = folder;
  }

  static async make(bytes: number): Promise<SmallDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-small-disk-'));
    const [image, mount] = [join(folder, 'image'), join(folder, 'disk')];
    const file = await open(image, 'w');
    await file.truncate(bytes);
    await file.close();
    await mkdir(mount);
    await execa('mkfs.ext4', ['-q', '-m', '0', image]);
    await execa('mount', ['-o', 'loop', image, mount]);
    const home = join(mount, 'home');
    await mkdir(home, { mode: 0o700 });
    return new SmallDisk(folder, home);
  }

  /** Takes all the space that is left, as something outside would, and returns what gives it back. */
  async fill(): Promise<() => Promise<void>> {
    const path = join(this.#folder, 'disk', 'filler');
    for (let bytes = 64 * 1024 * 1024; bytes >= 4096; )
      if (
        (await execa('fallocate', ['-l', `${bytes}`, `${path}-${bytes}`], { reject: false })).exitCode !== 0
      )
        bytes /= 2;
      else await execa('mv', [`${path}-${bytes}`, `${path}-${bytes}-${process.hrtime.bigint()}`]);
    return () => execa('sh', ['-c', `rm -f ${path}-*`]).then(() => {});
  }

  async remove(): Promise<void> {
    const mount = join(this.#folder, 'disk');
    // An engine may still be letting go of what its containers had there.
    for (let tried = 1; ; tried += 1) {
      const { exitCode, stderr } = await execa('umount', [mount], { reject: false });
      if (exitCode === 0) break;
      if (tried === mostUnmounts) throw new Error(stderr);
      await setTimeout(200);
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
