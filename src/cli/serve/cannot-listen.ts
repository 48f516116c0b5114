import { lstat, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isPath, type ListenAddress } from '../../http/server/serve-http.ts';
import { inertLine } from '../../text/inert-text.ts';
import { systemReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';

/** Says why a chief cannot listen there. Throws UsageError, or what this machine does not usually say. */
export async function cannotListen(listen: ListenAddress, error: NodeJS.ErrnoException): Promise<never> {
  if ('fd' in listen) {
    if (error.syscall !== 'listen' && error.code !== 'ERR_INVALID_FD_TYPE') throw error;
    throw new UsageError(
      `The socket that systemd hands on takes no connections (${error.code}); its unit needs ListenStream= and Accept=no.`,
    );
  }
  if (isPath(listen)) throw await noSocket(listen.path, error);
  const where = inertLine(`${listen.host}:${listen.port}`);
  switch (error.code) {
    case 'EADDRINUSE':
      throw new UsageError(`Something listens at ${where} already; choose another port with --listen.`);
    case 'EADDRNOTAVAIL':
      throw new UsageError(
        `This process cannot listen at ${where}: this machine has no such address; choose one that it has with --listen.`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      throw new UsageError(
        `This process cannot listen at ${where}: the name has no address now; choose an address with --listen.`,
      );
    case 'EACCES':
    case 'EPERM':
      throw new UsageError(
        `This process cannot listen at ${where}: the system does not let it; choose a port from 1024 on with --listen.`,
      );
  }
  throw error;
}

/** Why a Unix socket cannot be made. */
async function noSocket(path: string, error: NodeJS.ErrnoException): Promise<Error> {
  const where = inertLine(path);
  // What is missing on the way is told as no permission, too.
  const isFolder = (found: { isDirectory(): boolean }) => found.isDirectory();
  const hasFolder = await stat(dirname(path)).then(isFolder, () => false);
  const cannot = `This process cannot listen at ${where}`;
  switch (error.code) {
    case 'EADDRINUSE': {
      const isSocket = (await lstat(path)).isSocket();
      const what = isSocket ? `Something listens at ${where} already` : `${where} is there and is no socket`;
      return new UsageError(`${what}; choose another path with --listen.`);
    }
    case 'EACCES':
    case 'EPERM':
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EROFS':
      return hasFolder
        ? new UsageError(`${cannot}: ${systemReason(error)}; choose another folder with --listen.`)
        : new UsageError(
            `${cannot}: its folder does not exist; make it first (RuntimeDirectory= of a unit does).`,
          );
  }
  return error;
}
