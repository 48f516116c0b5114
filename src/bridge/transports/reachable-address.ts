import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';

export interface ReachableAddress {
  /** Under which processes of this user and machine reach the socket. */
  readonly address: string;
  /** The folder, where the address leads through it: to be closed when the socket is no longer needed. */
  readonly anchor: FileHandle | null;
}

/** Longest path that fits `sockaddr_un.sun_path` with its final null byte, in bytes. */
const longestAddress = process.platform === 'linux' ? 107 : 103;

/** A socket's path is limited to about a hundred bytes; an open descriptor of its folder makes any path short. */
export async function reachableAddress(folder: string, name: string): Promise<ReachableAddress> {
  const plain = join(folder, name);
  if (Buffer.byteLength(plain) <= longestAddress) return { address: plain, anchor: null };
  if (process.platform !== 'linux')
    throw new Error(`the path of a socket may have ${longestAddress} bytes at most: ${plain}`);
  const anchor = await open(folder);
  return { address: `/proc/${process.pid}/fd/${anchor.fd}/${name}`, anchor };
}
