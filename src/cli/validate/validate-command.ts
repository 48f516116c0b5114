import { stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import type { CheckedPackage } from '../../checks/formats/checked-package.ts';
import { validatePackage } from '../../checks/validate-package.ts';
import { readConfig } from '../../config.ts';
import type { CliIo } from '../cli-io.ts';
import { styleFor } from '../display/style.ts';
import type { ExitCode } from '../exit-code.ts';
import { UsageError } from '../usage-error.ts';
import type { ValidateFlags } from './validate-flags.ts';

/** Checks a package and prints what was found. Returns the exit code; throws UsageError. */
export async function validateCommand(path: string, flags: ValidateFlags, io: CliIo): Promise<ExitCode> {
  if (path === '') throw new UsageError('PATH is empty.');
  const config = readConfig(io.env, io.cwd);
  if ('problem' in config) throw new UsageError(config.problem);
  const absolute = resolve(io.cwd, path);
  const validation = await validatePackage(absolute, {
    limits: { ...config.limits, ...flags.limit },
    chiefLimits: config.limits,
    strict: flags.strict === true,
    helperGenerators: config.checks.helperGenerators,
    remoteWorkers: flags.engine === 'swarm',
  });
  if (validation.kind === 'wrong-usage') throw new UsageError(validation.message);
  const { source, report } = validation;
  io.stdout.write(
    await formatted({ source, report, prefix: await prefixOf(absolute, io.cwd) }, flags.format, io),
  );
  return report.refused ? 3 : 0;
}

async function formatted(
  checked: CheckedPackage,
  format: ValidateFlags['format'],
  io: CliIo,
): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../../checks/formats/json.ts')).jsonReport(checked);
    case 'sarif': {
      const { sarifReport } = await import('../../checks/formats/sarif.ts');
      return sarifReport(checked, (await import('../../host/own-version.ts')).ownVersion());
    }
    case 'github':
      return (await import('../../checks/formats/github.ts')).githubAnnotations(checked);
    case 'pretty': {
      const { prettyFindings, prettySummary } = await import('../../checks/formats/pretty.ts');
      const style = styleFor(io.stdout, io.env);
      const { report, source } = checked;
      return `${prettyFindings(report.findings, source, style, io.stdout.columns)}${prettySummary(report, style)}\n`;
    }
  }
}

/** The folder of the package as seen from the working directory; empty for an archive. */
async function prefixOf(absolute: string, cwd: string): Promise<string> {
  if (!(await stat(absolute)).isDirectory()) return '';
  const folder = relative(cwd, absolute).split(sep).join('/');
  return folder === '' ? '' : `${folder}/`;
}
