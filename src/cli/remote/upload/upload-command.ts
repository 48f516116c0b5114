import type { CheckReport } from '../../../model/finding.ts';
import type { PackageSource } from '../../../model/package-source.ts';
import { formatBytes } from '../../../text/format-quantity.ts';
import { inertLine } from '../../../text/inert-text.ts';
import type { CliIo } from '../../cli-io.ts';
import { findingsText } from '../../display/findings-text.ts';
import { styleFor } from '../../display/style.ts';
import { jsonLine, shortTime, textTable } from '../../display/text-table.ts';
import type { ExitCode } from '../../exit-code.ts';
import { findDataset } from '../../run/dataset-path.ts';
import { UsageError } from '../../usage-error.ts';
import type { RemoteDataset, RemotePackage } from '../client/answer-shapes.ts';
import { ChiefError } from '../client/chief-error.ts';
import { inertEvent } from '../client/follow-job.ts';
import { type Remote, withChief } from '../with-chief.ts';
import { packageFile, sendPackage } from './package-file.ts';
import { sendData } from './send-data.ts';
import { shownSending } from './shown-sending.ts';

export interface UploadFlags {
  readonly list?: true;
  readonly processor?: string;
  readonly json?: true;
}

/** `butcher upload`: prints the package's digest, or the findings that refuse it. */
export async function uploadCommand(path: string | undefined, flags: UploadFlags, io: CliIo): Promise<void> {
  const [only] = givenOrList('PATH', path, flags);
  await withChief(io, (remote) =>
    only === undefined ? listPackages(remote, flags) : uploadPackage(only, flags, remote),
  );
}

/** `butcher data`: prints the dataset's id. */
export async function dataCommand(path: string | undefined, flags: UploadFlags, io: CliIo): Promise<void> {
  const [only] = givenOrList('FILE or DIR', path, flags);
  await withChief(io, (remote) =>
    only === undefined ? listDatasets(remote, flags) : uploadData(only, flags, remote),
  );
}

/** Shows why a package was refused, as `validate` does. Returns the exit code. */
export function showRefused(report: CheckReport, source: PackageSource | null, io: CliIo): ExitCode {
  io.stderr.write(findingsText(inertEvent(report), source, io));
  return 3;
}

async function uploadPackage(path: string, flags: UploadFlags, remote: Remote): Promise<ExitCode> {
  const { client, config, io } = remote;
  const file = await packageFile(path, flags.processor, config, io.cwd);
  if ('findings' in file) {
    const { report } = await import('../../../checks/report.ts');
    return refused(report(file.findings), null, flags, io);
  }
  try {
    const sent = await shownSending(remote, 'the package', flags, (sending) =>
      sendPackage(client, file, sending),
    );
    if (flags.json === true)
      io.stdout.write(jsonLine({ type: 'package', ...sent.package, report: sent.report }));
    else {
      if (sent.report === null) io.stderr.write('the chief has it already\n');
      else {
        io.stderr.write(findingsText(inertEvent(sent.report), file.source, io));
      }
      io.stdout.write(`${sent.package.digest}\n`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof ChiefError && error.report !== null)) throw error;
    return refused(error.report, file.source, flags, io);
  }
}

function refused(report: CheckReport, source: PackageSource | null, flags: UploadFlags, io: CliIo): ExitCode {
  if (flags.json === true) io.stdout.write(jsonLine({ type: 'refused', report }));
  return showRefused(report, source, io);
}

async function uploadData(path: string, flags: UploadFlags, remote: Remote): Promise<ExitCode> {
  const { client, io } = remote;
  const data = await findDataset(path, io.cwd);
  const dataset = await shownSending(remote, 'the data', flags, (sending) => sendData(client, data, sending));
  if (flags.json === true) io.stdout.write(jsonLine({ type: 'dataset', ...dataset }));
  else {
    io.stderr.write(`kept ${inertLine(dataset.name)}, ${formatBytes(dataset.bytes)}, under the id\n`);
    io.stdout.write(`${dataset.id}\n`);
  }
  return 0;
}

async function listPackages({ client, io }: Remote, flags: UploadFlags): Promise<ExitCode> {
  const packages: RemotePackage[] = [];
  for await (const item of client.list('packages', '/packages')) packages.push(item);
  if (flags.json === true)
    for (const item of packages) io.stdout.write(jsonLine({ type: 'package', ...item }));
  else {
    const header = ['DIGEST', 'NAME', 'OWNER', 'FILES', 'SIZE', 'ADDED'];
    const rows = packages.map(({ digest, name, owner, files, bytes, addedAtMs }) => [
      digest.slice(0, 19),
      name,
      owner,
      String(files),
      formatBytes(bytes),
      shortTime(addedAtMs),
    ]);
    io.stdout.write(textTable(header, rows, styleFor(io.stdout, io.env)));
  }
  return 0;
}

async function listDatasets({ client, io }: Remote, flags: UploadFlags): Promise<ExitCode> {
  const datasets: RemoteDataset[] = [];
  for await (const item of client.list('datasets', '/datasets')) datasets.push(item);
  if (flags.json === true)
    for (const item of datasets) io.stdout.write(jsonLine({ type: 'dataset', ...item }));
  else {
    const header = ['ID', 'NAME', 'OWNER', 'KIND', 'SIZE', 'ADDED'];
    const rows = datasets.map(({ id, name, owner, folder, bytes, createdAtMs }) => [
      id,
      name,
      owner,
      folder ? 'folder' : 'file',
      formatBytes(bytes),
      shortTime(createdAtMs),
    ]);
    io.stdout.write(textTable(header, rows, styleFor(io.stdout, io.env)));
  }
  return 0;
}

function givenOrList(what: string, path: string | undefined, { list }: UploadFlags): readonly string[] {
  if (path !== undefined && list === true) throw new UsageError(`Give ${what} or --list, not both.`);
  if (path === undefined && list !== true) throw new UsageError(`${what} is missing.`);
  return path === undefined ? [] : [path];
}
