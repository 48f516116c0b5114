import { FailureError, failure } from '../../../model/failures.ts';

/** An engine-unavailable failure with its own sentence and remedy. */
export function unavailable(message: string, help?: string, cause?: unknown): FailureError {
  return new FailureError(failure('engine-unavailable', 'preparing', message, help ? { help } : {}), {
    cause,
  });
}

/**
 * The one place where an engine's errors become failures. `place` is the engine's address, for people. What is a
 * failure already stays what it is.
 */
export function engineFailure(error: unknown, place: string): FailureError {
  if (error instanceof FailureError) return error;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  const words = engineWords(error);
  switch (code) {
    case 'ENOENT':
      return unavailable(
        `No container engine answers: there is no socket at ${place}.`,
        'Start the engine, or install one: on Debian `apt-get install docker.io`.',
        error,
      );
    case 'ECONNREFUSED':
      return unavailable(
        `No container engine answers: nobody listens at ${place}.`,
        'Start the engine: `sudo systemctl start docker`.',
        error,
      );
    case 'EACCES':
    case 'EPERM':
      return unavailable(
        `This user may not use the container engine at ${place}.`,
        'Join its group (`sudo usermod -aG docker $USER`, then log in again), or use a rootless engine.',
        error,
      );
    case 'ETIMEDOUT':
      return unavailable(
        `The container engine at ${place} does not answer: ${words}.`,
        'It may hang or be overloaded; look at its log, or start it again.',
        error,
      );
  }
  if (statusCode === 404 && /no such image|image not known/i.test(words))
    return new FailureError(
      failure('image-missing', 'preparing', `The engine does not have the image: ${words}.`),
      {
        cause: error,
      },
    );
  if (/bind source path does not exist/i.test(words))
    return unavailable(
      `The container engine at ${place} does not see the folders of this machine: ${words}.`,
      'Use an engine on this machine; in Docker Desktop, share the folder under Settings, Resources, File sharing.',
      error,
    );
  if (/container-init binary not found/i.test(words))
    return unavailable(
      `Podman has no init process for its containers: ${words}.`,
      'Install catatonit (`apt-get install catatonit`).',
      error,
    );
  if (/no space left on device/i.test(words))
    return new FailureError(failure('disk-limit', 'preparing', `The engine's disk is full: ${words}.`), {
      cause: error,
    });
  if (statusCode !== undefined)
    return unavailable(`The container engine refused: ${words}.`, undefined, error);
  return unavailable(`The connection to the container engine at ${place} broke: ${words}.`, undefined, error);
}

/** What the engine said, without the client's wrapping. */
function engineWords(error: unknown): string {
  const { json, message } = error as { json?: { message?: unknown } | null; message?: unknown };
  return String(json?.message ?? message ?? error)
    .trim()
    .replace(/\.$/, '');
}
