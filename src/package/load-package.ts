import { lstat, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Finding } from '../model/finding.ts';
import type { Limits } from '../model/limits.ts';
import { fitName } from '../model/names.ts';
import type { PackageFile, PackageSource } from '../model/package-source.ts';
import { compareCodePoints } from '../text/code-points.ts';
import { inertLine } from '../text/inert-text.ts';
import { withoutTopFolder } from './archives/top-folder.ts';
import { digestInTurns } from './digest.ts';
import { Intake } from './intake.ts';
import { layoutOf } from './layout.ts';
import { LeftOut } from './left-out.ts';
import { inOrder, loadingFinding } from './loading-finding.ts';
import { readFolder } from './read-folder.ts';

export type LoadOutcome =
  | {
      readonly kind: 'loaded';
      /** Null where a finding says that the package cannot be read as a whole. */
      readonly source: PackageSource | null;
      /** BUT107 to BUT109, in order; missing and misplaced files are `layoutFindings`' to tell. */
      readonly findings: readonly Finding[];
    }
  | {
      readonly kind: 'wrong-usage';
      /** One sentence: there is no such path, it may not be read, or it is neither a file nor a folder. */
      readonly message: string;
    };

/**
 * Loads a package from a folder, or from a tar, tar.gz or zip archive, told apart by content. Nothing of it is
 * executed and nothing is written; memory stays within a small multiple of `packageBytes`.
 * `fileName` is what the author called an archive that lies under another name, such as an upload.
 */
export async function loadPackage(
  path: string,
  limits: Limits,
  options: { readonly fileName?: string } = {},
): Promise<LoadOutcome> {
  const fileName = options.fileName ?? basename(resolve(path));
  const label = inertLine(fileName.slice(-160)) || '/';
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) {
      const intake = new Intake(limits, label, 0);
      await readFolder(path, intake);
      return assemble(intake, intake.files, fileName, limits);
    }
    if (!stats.isFile()) return wrongUsage(path, 'is neither a folder nor an archive');
    const intake = await intakeOfArchive(path, limits, label);
    const name = fileName.replace(/\.(tar|tar\.gz|tgz|zip)$/i, '');
    return assemble(intake, withoutTopFolder(intake.files), name, limits);
  } catch (error) {
    return wrongUsage(path, await reason(path, error));
  }
}

async function intakeOfArchive(path: string, limits: Limits, label: string): Promise<Intake> {
  // Loading what reads archives takes longer than reading a folder.
  const { readArchive } = await import('./archives/read-archive.ts');
  const intake = new Intake(limits, label, 1);
  await readArchive(path, intake);
  if (!intake.mayHoldEnvironments) return intake;
  const { findEnvironments } = await import('./archives/find-environments.ts');
  const environments = await findEnvironments(path, limits);
  if (environments.length === 0) return intake;
  const leftOut = new LeftOut(limits);
  for (const folder of environments) leftOut.addEnvironment(folder);
  const second = new Intake(limits, label, 1, leftOut);
  await readArchive(path, second);
  return second;
}

async function assemble(
  intake: Intake,
  contents: ReadonlyMap<string, Buffer>,
  name: string,
  limits: Limits,
): Promise<LoadOutcome> {
  const files = new Map<string, PackageFile>();
  for (const [path, bytes] of [...contents].sort(([left], [right]) => compareCodePoints(left, right))) {
    files.set(path, Object.freeze({ path, bytes }));
    intake.checkDepth(path);
  }
  if (intake.findings.length > 0) return { kind: 'loaded', source: null, findings: intake.findings };
  const left = leftOutFindings(intake, contents);
  const manifestFile = files.get('butcher.json');
  // The schema validator is a sizeable part of the start-up, and most packages have no manifest.
  const { manifest, findings } =
    manifestFile === undefined
      ? { manifest: null, findings: [] }
      : (await import('./manifest/read-manifest.ts')).readManifest(manifestFile.bytes, limits);
  const source: PackageSource = Object.freeze({
    name: manifest?.name ?? fitName(name, 'package'),
    layout: layoutOf(files.keys()),
    files,
    manifest,
    digest: await digestInTurns(files.values()),
  });
  return { kind: 'loaded', source, findings: inOrder([...left, ...findings]) };
}

/** BUT110 for each virtual environment, by its path in the package. */
function leftOutFindings({ leftOut, files }: Intake, contents: ReadonlyMap<string, Buffer>): Finding[] {
  const [first = ''] = files.keys();
  const top = contents === files ? '' : first.slice(0, first.indexOf('/') + 1);
  return [...leftOut.environments].map((folder) => {
    const path = inertLine(folder.startsWith(top) ? folder.slice(top.length) : folder);
    return loadingFinding(
      'BUT110',
      path,
      `The folder \`${path}\` is a virtual environment (it holds \`pyvenv.cfg\`), and is left out of the package.`,
      'Nothing needs to be done; list what the package needs from it in requirements.txt.',
      { severity: 'warning' },
    );
  });
}

function wrongUsage(path: string, problem: string): LoadOutcome {
  return { kind: 'wrong-usage', message: `${inertLine(path)} ${problem}.` };
}

/** The system's errors about the path itself; anything else is nobody's plan and is thrown again. */
async function reason(path: string, error: unknown): Promise<string> {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR': {
      const isLink = await lstat(path).then(
        (stats) => stats.isSymbolicLink(),
        () => false,
      );
      return isLink ? 'is a link to something that does not exist' : 'does not exist';
    }
    case 'ELOOP':
      return 'is a link that leads back to itself';
    case 'ENAMETOOLONG':
      return 'is too long to be a path';
    case 'ERR_INVALID_ARG_VALUE':
      return 'is no path: it holds a NUL character';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read';
    case 'EIO':
      return 'could not be read: the disk or network drive reports an error';
    default:
      throw error;
  }
}
