import { join } from 'node:path';
import process from 'node:process';
import { canInstall, installPackages } from './apt.mjs';
import { SetupError } from './setup-error.mjs';

const interrupted = 130;

/** Makes sure that the sandbox image is there. */
export async function ensureImage(root, { client, managed }, say) {
  const { ensureBaseImage } = await import(join(root, 'dist/runtime/docker/image/ensure-image.js'));
  const { engineFailure } = await import(join(root, 'dist/runtime/docker/engine/engine-failure.js'));
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const build = () => ensureBaseImage(client.docker, { onProgress: say, signal: stopping.signal });
  try {
    await build().catch(async (error) => {
      if (error.cause?.name !== 'NoMmdebstrapError' || !managed || !canInstall()) throw error;
      await installPackages(['mmdebstrap', 'debian-archive-keyring'], say);
      await build();
    });
  } catch (error) {
    if (stopping.signal.aborted) throw new SetupError('interrupted', interrupted);
    throw engineFailure(error, client.place);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
