import { createHash } from 'node:crypto';
import { chmodSync, closeSync, fchmodSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Header } from 'tar-stream';
import { FolderDigest } from '../../files/folder-digest.ts';
import { datasetMemberPath } from '../../package/member-path.ts';
import { TakenPaths } from '../../package/taken-paths.ts';
import { bytesOfName, exactJoin } from '../../text/byte-names.ts';
import { inertLine } from '../../text/inert-text.ts';
import { type Claim, SteppedClaim } from './claim.ts';
import { folderSpace, spaceTaken } from './space-taken.ts';
import { badArchive, UnpackRefused } from './unpack-refusal.ts';

export interface FolderBounds {
  /** Bytes of all files together. */
  readonly maxBytes: number;
  /** Files and folders, also those that only paths name. */
  readonly maxMembers: number;
  /** Bytes of all paths together. */
  readonly maxNameBytes: number;
  /** Folders above a file. */
  readonly maxDepth: number;
}

const fileMode = 0o644;
const folderMode = 0o755;

/**
 * Writes a tar's members below a folder, one after the other, as long as they keep to the bounds. Waits for the disk:
 * for a thread that does nothing else.
 */
export class FolderWriter {
  #bytes = 0;
  #space = 0;
  #members = 0;
  #nameBytes = 0;
  readonly #digest = new FolderDigest();
  readonly #taken = new TakenPaths('exact');
  readonly #made = new Set<string>(['.']);

  readonly #folder: string;
  readonly #bounds: FolderBounds;

  readonly #claim: SteppedClaim;

  constructor(folder: string, bounds: FolderBounds, claim: Claim) {
    this.#folder = folder;
    this.#bounds = bounds;
    this.#claim = new SteppedClaim(claim, bounds.maxBytes);
  }

  /** Of all files so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Space that files and folders take so far, which is what counts against a quota. */
  get space(): number {
    return this.#space;
  }

  /** Members that were begun. */
  get members(): number {
    return this.#members;
  }

  /** `sha256:` and 64 hex digits over all paths, kinds and contents. */
  digest(): string {
    return this.#digest.digest();
  }

  /** Writes one member, reading all of its content. Throws {@link UnpackRefused}. */
  async take(header: Header, content: AsyncIterable<unknown>): Promise<void> {
    this.#members += 1;
    if (this.#members > this.#bounds.maxMembers) throw this.#tooMany();
    this.#nameBytes += bytesOfName(header.name).length;
    if (this.#nameBytes > this.#bounds.maxNameBytes)
      throw refused(
        `The names in the archive take more than ${this.#bounds.maxNameBytes} bytes.`,
        'Use shorter names, or put many small files together in fewer larger ones.',
      );
    const isFolder = header.type === 'directory' || (header.type === 'file' && header.name.endsWith('/'));
    const path = this.#admit(header, isFolder);
    if (isFolder) {
      if ((header.size ?? 0) > 0) throw refusedMember(header.name, 'it is a folder with content of its own');
      for await (const _ of content);
      if (path !== '') await this.#makeFolder(path);
    } else {
      await this.#makeFolder(dirname(path));
      await this.#writeFile(path, content);
    }
  }

  /** Claims space before it is taken. */
  async #grow(by: number): Promise<void> {
    this.#space += by;
    const refusal = await this.#claim.atLeast(this.#space);
    if (refusal !== null) throw new UnpackRefused({ kind: refusal });
  }

  #tooMany(): UnpackRefused {
    return refused(
      `The archive holds more than ${this.#bounds.maxMembers} files and folders.`,
      'Put many small files together in fewer larger ones.',
    );
  }

  #admit({ name, type, size = 0, pax }: Header, isFolder: boolean): string {
    if (type !== 'file' && type !== 'directory')
      throw refusedMember(name, 'it is neither a file nor a folder', 'Put a copy of the file in its place.');
    if (name.split('/').includes('..'))
      throw refusedMember(name, 'its name leads out of the folder with `..`');
    const named = datasetMemberPath(name);
    if ('problem' in named) throw refusedMember(name, named.problem, named.help);
    const { path } = named;
    if (path === '' && !isFolder) throw refusedMember(name, 'it has no name');
    if (Object.keys(pax ?? {}).some((key) => key.startsWith('GNU.sparse.')))
      throw refusedMember(name, 'it is stored as a sparse file', 'Pack without `--sparse`.');
    const clash = path === '' ? null : this.#taken.take(path, isFolder ? 'folder' : 'file');
    if (clash !== null) throw refusedMember(name, clash);
    if (path.split('/').length - 1 > this.#bounds.maxDepth)
      throw refusedMember(name, `it lies more than ${this.#bounds.maxDepth} folders deep`);
    // The size that the header claims; the parser gives no more content than that.
    if (!isFolder && !(this.#bytes + size <= this.#bounds.maxBytes))
      throw new UnpackRefused({ kind: 'too-large', maxBytes: this.#bounds.maxBytes });
    return path;
  }

  async #makeFolder(path: string): Promise<void> {
    if (this.#made.has(path)) return;
    await this.#makeFolder(dirname(path));
    if (this.#made.size > this.#bounds.maxMembers) throw this.#tooMany();
    await this.#grow(folderSpace);
    const target = exactJoin(this.#folder, path);
    mkdirSync(target);
    chmodSync(target, folderMode);
    this.#made.add(path);
    this.#digest.addFolder(path);
  }

  async #writeFile(path: string, content: AsyncIterable<unknown>): Promise<void> {
    const hash = createHash('sha256');
    let bytes = 0;
    await this.#grow(spaceTaken(0));
    const file = openSync(exactJoin(this.#folder, path), 'wx', fileMode);
    try {
      for await (const chunk of content as AsyncIterable<Buffer>) {
        await this.#grow(spaceTaken(bytes + chunk.length) - spaceTaken(bytes));
        bytes += chunk.length;
        this.#bytes += chunk.length;
        hash.update(chunk);
        for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
      }
      fchmodSync(file, fileMode);
    } finally {
      closeSync(file);
    }
    this.#digest.addFile(path, bytes, hash.digest('hex'));
  }
}

function refused(message: string, help: string): UnpackRefused {
  return new UnpackRefused(badArchive(message, help));
}

function refusedMember(name: string, problem: string, help = 'Leave it out, or rename it.'): UnpackRefused {
  const shown = inertLine(name.length <= 160 ? name : `${name.slice(0, 79)}…${name.slice(-79)}`);
  return refused(`\`${shown}\` cannot be part of a dataset: ${problem}.`, help);
}
