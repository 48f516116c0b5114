import type { PackageSource } from '../../../model/package-source.ts';
import type { GivenTexts } from '../../../params/from-text.ts';
import type { Params } from '../../../params/params.ts';
import type { ExitCode } from '../../exit-code.ts';
import { paramsOf } from '../../run/param-option.ts';
import type { DisplayFlags } from '../../run/run-flags.ts';
import { UsageError } from '../../usage-error.ts';
import { ChiefError } from '../client/chief-error.ts';
import { isPath, orNoFile, pickPackage } from '../pick.ts';
import type { Remote } from '../with-chief.ts';
import { packageFile, sendPackage } from './package-file.ts';
import { shownSending } from './shown-sending.ts';
import { showRefused } from './upload-command.ts';

export interface GivenPackage {
  /** On the chief. */
  readonly digest: string;
  /** Null where it is not on this machine. */
  readonly source: PackageSource | null;
  /** What was given of its parameters. */
  readonly params: Params;
}

/**
 * A package as a command names it: a file or folder of this machine, which is sent where the chief does not have it, or
 * the digest or name of one that the chief has. Or the exit code of its refusal, which was shown. Throws UsageError.
 */
export async function givenPackage(
  wanted: string,
  flags: DisplayFlags & { readonly processor?: string; readonly param?: GivenTexts },
  remote: Remote,
): Promise<GivenPackage | ExitCode> {
  const { client, config, io } = remote;
  if (/^sha256:/.test(wanted) || !(await isPath(wanted, io.cwd))) {
    if (flags.processor !== undefined)
      throw new UsageError('--processor needs a package of this machine, which it can become part of.');
    const found = await pickPackage(client, wanted).catch((error: unknown) => {
      if (/^sha256:/.test(wanted)) throw error;
      return orNoFile(error);
    });
    const { digest } = found;
    if (flags.param === undefined || flags.param.length === 0) return { digest, source: null, params: {} };
    const whole = await client.ask('package', 'GET', `/packages/${digest}`);
    const { given } = paramsOf(whole.package.manifest?.params ?? null, flags.param);
    return { digest, source: null, params: given };
  }
  const file = await packageFile(wanted, flags.processor, config, io.cwd);
  if ('findings' in file) {
    const { report } = await import('../../../checks/report.ts');
    return showRefused(report(file.findings), null, io);
  }
  const params = paramsGivenFor(file.source, flags.param);
  try {
    const sent = await shownSending(remote, 'the package', flags, (sending) =>
      sendPackage(client, file, sending),
    );
    const taken = sent.report === null ? 'the chief has the package already' : 'the chief took the package';
    if (flags.json !== true && flags.quiet !== true) io.stderr.write(`${taken}\n`);
    return { digest: sent.package.digest, source: file.source, params };
  } catch (error) {
    if (error instanceof ChiefError && error.report !== null)
      return showRefused(error.report, file.source, io);
    throw error;
  }
}

/** Where butcher.json cannot be read, the chief refuses the package and says so. */
function paramsGivenFor({ manifest, files }: PackageSource, given: GivenTexts | undefined): Params {
  if (given === undefined || (manifest === null && files.has('butcher.json'))) return {};
  return paramsOf(manifest?.params ?? null, given).given;
}
