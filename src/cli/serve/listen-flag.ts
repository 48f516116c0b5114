import { InvalidArgumentError } from 'commander';

/** Where to listen: at an address of the network, or at a Unix socket of that path. */
export type ListenFlag = { readonly host: string; readonly port: number } | { readonly path: string };

/** The system takes no longer ones. */
const longestPath = 107;

/** Throws InvalidArgumentError with what is expected. */
export function parseListen(text: string): ListenFlag {
  const path = /^unix:(.+)$/s.exec(text)?.[1];
  if (path !== undefined) return socketOf(path);
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[3]);
  if (match === null || port > 65_535)
    throw new InvalidArgumentError(
      'Give an address and a port, such as 127.0.0.1:7878 or [::1]:7878, or a Unix socket, such as unix:/run/butcher/chief.sock.',
    );
  return { host: (match[1] ?? match[2])!, port };
}

function socketOf(path: string): ListenFlag {
  if (!path.startsWith('/') || Buffer.byteLength(path) > longestPath)
    throw new InvalidArgumentError(
      `Give the whole path of the socket, of at most ${longestPath} bytes, such as unix:/run/butcher/chief.sock.`,
    );
  return { path };
}
