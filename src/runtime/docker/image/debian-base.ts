import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ImageStep } from './image-step.ts';
import { importRoot } from './import-root.ts';
import { imageChanges, mmdebstrapArguments } from './recipes.ts';

/** mmdebstrap is not installed, so the image cannot be made from Debian's packages. */
export class NoMmdebstrapError extends Error {
  override readonly name = 'NoMmdebstrapError';
}

/**
 * Makes the base image from Debian 13's packages, needing no container registry: about ten seconds. Packages are
 * unpacked, not installed, so no maintainer script runs and no shell or package manager has to be in the image; APT
 * checks Debian's signatures. Works as root, and as another user where user namespaces are allowed.
 * Resolves with the image's id. Throws {@link NoMmdebstrapError}, or an Error that carries mmdebstrap's last words.
 */
export async function importDebianBase(step: ImageStep): Promise<string> {
  const recipe = new Map(step.inputs.recipe.map((file) => [file.path, file.bytes.toString()]));
  const packages = recipe.get('debian-packages.txt')!.trim().split('\n');
  const child = spawn('mmdebstrap', mmdebstrapArguments(packages), {
    cwd: join(step.inputs.sandboxFolder, 'image'),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: `${step.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C', ...proxySettings(step.env) },
    detached: true,
  });
  // To the whole group: mmdebstrap itself waits for its helpers, and then takes its mounts and folder away.
  const stop = () => child.pid && process.kill(-child.pid, 'SIGTERM');
  step.signal.addEventListener('abort', stop);
  const finished = new Promise<void>((resolve, reject) => {
    const words = lastWords(child.stderr);
    child.once('spawn', () => step.onProgress('image: unpacking Python and NumPy from Debian 13 packages'));
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      reject(missing ? new NoMmdebstrapError('mmdebstrap is not installed', { cause: error }) : error);
    });
    child.once('close', (code, signal) => {
      step.signal.removeEventListener('abort', stop);
      if (code === 0) resolve();
      else reject(new Error(`mmdebstrap ended with ${signal ?? code}: ${words()}`));
    });
  });
  const [imported, made] = await Promise.allSettled([
    importRoot(step, child.stdout, imageChanges('base')),
    finished,
  ]);
  if (made.status === 'rejected') {
    if (imported.status === 'fulfilled') await step.docker.getImage(imported.value).remove();
    throw made.reason;
  }
  if (imported.status === 'rejected') throw imported.reason;
  return imported.value;
}

function proxySettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = ['http_proxy', 'https_proxy', 'no_proxy', 'TMPDIR', 'HOME'];
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

function lastWords(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-2000);
  });
  return () => text.trim();
}
