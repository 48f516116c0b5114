import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

interface Layer {
  /** Of it and all below it, in hex. */
  readonly chain: string;
  /** Folder of its files. */
  readonly cacheId: string;
  /** The short name by which mounts have it. */
  readonly link: string;
}

const layersFolder = 'image/overlay2/layerdb/sha256';
const configsFolder = 'image/overlay2/imagedb/content/sha256';
/**
 * Links files of folders in one that may be a mount, which no link leaves: where there is a mount, what lies below it
 * may be on the same disk as the target, and is seen here alone.
 */
const linking = 'umount -l "$1" 2>/dev/null; cd "$1/overlay2" && to=$2 && shift 2 && exec cp -al "$@" "$to"';

/**
 * An image as this machine's engine has it on disk, to be had by other engines, which do not run, without saving and
 * loading it. Needs root, and overlay2 here and there.
 */
export class ImageFiles {
  readonly #root: string;
  readonly #id: string;
  readonly #tag: string;
  readonly #layers: readonly Layer[];

  private constructor(root: string, id: string, tag: string, layers: readonly Layer[]) {
    this.#root = root;
    this.#id = id;
    this.#tag = tag;
    this.#layers = layers;
  }

  /** `image`: its name or id. */
  static async of(image: string): Promise<ImageFiles> {
    const [info, inspected] = await Promise.all([
      execa('docker', ['info', '--format', '{{json .}}']),
      execa('docker', ['image', 'inspect', '--format', '{{json .}}', image]),
    ]);
    const { Driver, DockerRootDir: root } = JSON.parse(info.stdout);
    const { Id, RepoTags, RootFS } = JSON.parse(inspected.stdout);
    if (Driver !== 'overlay2') throw new Error(`the engine of this machine has no overlay2, but ${Driver}`);
    const layers: Layer[] = [];
    let chain = '';
    for (const diff of RootFS.Layers as readonly string[]) {
      chain = chain === '' ? digestOf(diff) : sha256(`sha256:${chain} ${diff}`);
      const cacheId = await readFile(join(root, layersFolder, chain, 'cache-id'), 'utf8');
      const link = await readFile(join(root, 'overlay2', cacheId, 'link'), 'utf8');
      layers.push({ chain, cacheId, link });
    }
    return new ImageFiles(root, Id, RepoTags[0], layers);
  }

  /** Gives it to an engine whose data are in that folder. What it has of other images is lost. */
  async linkInto(data: string): Promise<void> {
    const folders = join(data, 'overlay2');
    for (const path of [join(folders, 'l'), join(data, layersFolder), join(data, configsFolder)])
      await mkdir(path, { recursive: true });
    const cacheIds = this.#layers.map(({ cacheId }) => cacheId);
    const apart = ['--mount', '--propagation', 'private', 'sh', '-c', linking, 'sh'];
    await execa('unshare', [...apart, this.#root, folders, ...cacheIds]).catch(() =>
      execa('cp', ['-a', ...cacheIds.map((id) => join(this.#root, 'overlay2', id)), folders]),
    );
    for (const { chain, cacheId, link } of this.#layers) {
      await symlink(join('..', cacheId, 'diff'), join(folders, 'l', link));
      const layer = join(layersFolder, chain);
      await cp(join(this.#root, layer), join(data, layer), { recursive: true });
    }
    const config = join(configsFolder, digestOf(this.#id));
    await cp(join(this.#root, config), join(data, config));
    const [name = ''] = this.#tag.split(':');
    const repositories = { Repositories: { [name]: { [this.#tag]: this.#id } } };
    await writeFile(join(data, 'image/overlay2/repositories.json'), JSON.stringify(repositories));
  }
}

function digestOf(name: string): string {
  return name.slice('sha256:'.length);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
