import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FailureError, failure } from '../../../model/failures.ts';
import { createBuildContainer } from './build-container.ts';
import type { InputFile } from './image-inputs.ts';
import { imagePaths } from './image-names.ts';
import type { ImageStep } from './image-step.ts';
import { commitLayer } from './layer.ts';
import { tarOf } from './tar-of.ts';

/** Where pip looks for packages; the Python Package Index when both are null. */
export interface PackageSupply {
  /** Address of a package index instead of the public one: BUTCHER_PIP_INDEX_URL. */
  readonly indexUrl: string | null;
  /** Folder of this machine with wheels: BUTCHER_PIP_FIND_LINKS. Without an index, the only supply. */
  readonly wheelFolder: string | null;
}

const buildFolder = 'build';
const nobody = 65534;

export function packageSupply(env: NodeJS.ProcessEnv): PackageSupply {
  return {
    indexUrl: env.BUTCHER_PIP_INDEX_URL || null,
    wheelFolder: env.BUTCHER_PIP_FIND_LINKS || null,
  };
}

/** Images by role while a requirements layer is made. */
export interface RequirementsImages {
  /** Has pip; the installation runs in it. */
  readonly base: string;
  /** Gets the layer. */
  readonly sandbox: string;
}

/**
 * Installs requirements into a container with network and puts what was installed on the sandbox image. Wheels only,
 * so no code of any package runs; all the same pip has no privileges there.
 * Resolves with the image's id. Throws FailureError `dependency-install` with pip's last lines.
 */
export async function addRequirementsLayer(
  step: ImageStep,
  images: RequirementsImages,
  requirements: readonly string[],
  supply: PackageSupply,
): Promise<string> {
  step.onProgress(`installing ${requirements.length} Python requirement(s)`);
  const wheels = await readWheels(supply.wheelFolder);
  const container = await createBuildContainer(step, {
    Image: images.base,
    Cmd: pipCommand(supply),
    User: `${nobody}:${nobody}`,
    WorkingDir: '/tmp',
    Env: ['HOME=/tmp', ...proxySettings(step.env)],
    HostConfig: {
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Memory: 2 * 1024 ** 3,
      PidsLimit: 256,
    },
  });
  try {
    const list: InputFile = { path: 'requirements.txt', bytes: Buffer.from(`${requirements.join('\n')}\n`) };
    await container.put(tarOf([list, ...wheels], `${buildFolder}/`), '/');
    await container.put(tarOf([], `${imagePaths.requirements.slice(1)}/`, nobody), '/');
    const { status, output } = await container.run(step.onProgress);
    if (status !== 0) throw notInstalled(status, output);
    return await commitLayer(step, {
      from: images.sandbox,
      files: await container.get(imagePaths.requirements),
      folder: '/opt',
      kind: 'requirements',
    });
  } finally {
    await container.remove();
  }
}

function pipCommand({ indexUrl, wheelFolder }: PackageSupply): string[] {
  return [
    imagePaths.python,
    ...['-I', '/opt/pip/pip.whl/pip', 'install', '--isolated', '--no-input', '--no-cache-dir'],
    ...['--disable-pip-version-check', '--progress-bar=off', '--no-color', '--timeout=15', '--retries=2'],
    ...['--only-binary=:all:', `--target=${imagePaths.requirements}`],
    ...(indexUrl === null ? [] : [`--index-url=${indexUrl}`]),
    ...(wheelFolder === null
      ? []
      : [`--find-links=/${buildFolder}`, ...(indexUrl === null ? ['--no-index'] : [])]),
    `--requirement=/${buildFolder}/requirements.txt`,
  ];
}

async function readWheels(folder: string | null): Promise<InputFile[]> {
  if (folder === null) return [];
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.whl')).sort();
    return await Promise.all(
      names.map(async (name) => ({ path: basename(name), bytes: await readFile(join(folder, name)) })),
    );
  } catch (error) {
    const message = `BUTCHER_PIP_FIND_LINKS cannot be read: ${(error as Error).message}`;
    const help = 'Point it at a folder with wheels, or unset it.';
    throw new FailureError(failure('dependency-install', 'preparing', message, { help }), { cause: error });
  }
}

function proxySettings(env: NodeJS.ProcessEnv): string[] {
  return ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) =>
    env[name] ? [`${name}=${env[name]}`] : [],
  );
}

function notInstalled(status: number, output: readonly string[]): FailureError {
  const lines = output.filter((line) => !line.startsWith('[notice]')).slice(-10);
  const message = `pip could not install requirements.txt (exit status ${status}):\n${lines.join('\n')}`;
  return new FailureError(failure('dependency-install', 'preparing', message, { file: 'requirements.txt' }));
}
