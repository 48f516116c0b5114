import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { validatePackage } from '../../src/checks/validate-package.ts';
import type { CheckReport, Finding } from '../../src/model/finding.ts';
import { defaultLimits } from '../../src/model/limits.ts';
import type { CorpusCase, CorpusFile } from './read-corpus.ts';

/** Writes a package's files into a folder of its own, which is emptied before. */
export async function writePackage(files: ReadonlyMap<string, CorpusFile>, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [path, file] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    if ('link' in file) await symlink(file.link, join(folder, path));
    else await writeFile(join(folder, path), file.bytes);
  }
}

/** Checks a labelled package as `butcher validate` does, by way of a folder, and as for workers on other machines. */
export async function checkCase(
  { files, limits, strict }: Pick<CorpusCase, 'files' | 'limits' | 'strict'>,
  folder: string,
): Promise<CheckReport> {
  await writePackage(files, folder);
  const validation = await validatePackage(folder, {
    limits: { ...defaultLimits, ...limits },
    strict,
    remoteWorkers: true,
  });
  if (validation.kind === 'wrong-usage') throw new Error(validation.message);
  return validation.report;
}

/** What a report has too much or too little compared with a case's labels, one line each. */
export function differences(
  { kind, expected, reached, unreached }: CorpusCase,
  report: CheckReport,
): string[] {
  const wanted = new Set(expected.map(({ rule, file, line }) => `${rule} ${file}:${line ?? '-'}`));
  const given = new Map(
    report.findings.map((each) => [`${each.rule} ${each.file}:${each.line ?? '-'}`, each]),
  );
  const errors = report.findings.filter(({ severity }) => severity === 'error');
  return [
    ...[...wanted].filter((each) => !given.has(each)).map((each) => `not found: ${each}`),
    ...[...given]
      .filter(([key, finding]) => !wanted.has(key) && mustBeDeclared(finding))
      .map(([key, { severity, message }]) => `not declared: ${key} (${severity}) ${message}`),
    ...errors
      .filter(({ file }) => unreached.includes(file))
      .map(({ rule, file }) => `an error where nothing is loaded: ${rule} ${file}`),
    ...reached
      .filter((path) => !errors.some(({ file }) => file === path))
      .map((path) => `no error in ${path}`),
    ...(report.refused === (kind === 'bad') ? [] : [report.refused ? 'refused' : 'accepted']),
  ];
}

/** Pyflakes' warnings depend on trifles of the example and need not be declared. */
function mustBeDeclared({ rule, severity }: Finding): boolean {
  return severity === 'error' || rule.startsWith('BUT');
}
