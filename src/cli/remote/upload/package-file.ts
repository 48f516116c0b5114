import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { Config } from '../../../config.ts';
import type { CheckReport, Finding } from '../../../model/finding.ts';
import type { PackageSource } from '../../../model/package-source.ts';
import { loadPackage } from '../../../package/load-package.ts';
import { withProcessor } from '../../../package/with-processor.ts';
import { readProcessor } from '../../run/read-processor.ts';
import { UsageError } from '../../usage-error.ts';
import type { RemotePackage } from '../client/answer-shapes.ts';
import type { ChiefClient } from '../client/chief-client.ts';
import { orNull } from '../pick.ts';
import { after, partsFromBytes, type Sending, sendInParts } from './send-in-parts.ts';
import { tarOfFiles } from './tar-of-folder.ts';

/** A package of this machine, ready to be sent. */
export interface PackageFile {
  readonly source: PackageSource;
  /** What the author calls it. */
  readonly fileName: string;
  /** What comes after so many bytes of it, as it is sent. */
  readonly from: (offset: number) => Readable;
  /** Null where that is not known. */
  readonly bytes: number | null;
}

/** Loading is for the digest and for showing findings; what is too large is for the chief to say. */
const roomy = { packageBytes: 1024 ** 3, wheelBytes: 1024 ** 3, packageFiles: 100_000, packageDepth: 256 };

/**
 * Loads a package to be sent: an archive goes as it is, a folder as a tar of what belongs to the package. Returns the
 * findings where it cannot be read as a whole, so that nothing of it need be sent. Throws UsageError.
 */
export async function packageFile(
  path: string,
  processor: string | undefined,
  config: Config,
  cwd: string,
): Promise<PackageFile | { readonly findings: readonly Finding[] }> {
  if (path === '') throw new UsageError('PATH is empty.');
  const absolute = resolve(cwd, path);
  const limits = { ...config.limits, ...roomy };
  const given = processor === undefined ? null : await readProcessor(resolve(cwd, processor), limits);
  const loaded = await loadPackage(absolute, limits);
  if (loaded.kind === 'wrong-usage') throw new UsageError(loaded.message);
  if (loaded.source === null) return { findings: loaded.findings };
  const source = given === null ? loaded.source : withProcessor(loaded.source, given);
  const found = await stat(absolute);
  const asItIs = given === null && found.isFile();
  const { size } = found;
  return {
    source,
    fileName: basename(absolute).slice(-255) || 'package',
    from: (start) =>
      asItIs
        ? createReadStream(absolute, { start })
        : Readable.from(after(start, tarOfFiles(source.files.values())), { objectMode: false }),
    bytes: asItIs ? size : null,
  };
}

/** Uploads a package, in parts where that is worth while, unless the chief has it already. */
export async function sendPackage(
  client: ChiefClient,
  { source, fileName, from, bytes }: PackageFile,
  sending: Sending,
): Promise<{ readonly package: RemotePackage; readonly report: CheckReport | null }> {
  const known = await orNull(client.ask('package', 'GET', `/packages/${source.digest}`));
  if (known !== null) return { package: known.package, report: null };
  const least = [...source.files.values()].reduce((sum, file) => sum + file.bytes.length, 0);
  if ((bytes ?? least) >= partsFromBytes) {
    const body = { kind: 'package', name: fileName, folder: false, from, known: null } as const;
    const finished = await sendInParts(client, body, sending);
    if (finished?.package !== undefined)
      return { package: finished.package, report: finished.report ?? null };
  }
  return client.ask('received', 'POST', '/packages', {
    body: { stream: from(0), bytes },
    query: { name: fileName },
  });
}
