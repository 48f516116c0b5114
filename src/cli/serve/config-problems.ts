import { X509Certificate } from 'node:crypto';
import { access, constants, readFile, stat } from 'node:fs/promises';
import type { Config } from '../../config.ts';
import { readAddress } from '../remote/client/find-chief.ts';
import { UsageError } from '../usage-error.ts';

/**
 * What is wrong with values that only show when they are used, as a sentence each: the chief's address, and files that
 * libraries are installed with. Paths are not quoted: a setting may be the environment's, where secrets are.
 */
export async function configProblems({ chief, libraries }: Config): Promise<readonly string[]> {
  const { credentials, certificates, wheelFolder } = libraries;
  const problems = [
    addressProblem(chief),
    await problemOf('pip.credentials', credentials, fileProblem),
    await problemOf('pip.certificates', certificates, certificatesProblem),
    await problemOf('pip.wheels', wheelFolder, folderProblem),
  ];
  return problems.filter((problem) => problem !== null);
}

function addressProblem(chief: string | null): string | null {
  try {
    if (chief !== null) readAddress(chief, 'The setting "chief"');
    return null;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

async function problemOf(
  name: string,
  path: string | null,
  judge: (path: string) => Promise<string | null>,
): Promise<string | null> {
  const problem = path === null ? null : await judge(path).catch(unreadable);
  return problem === null ? null : `What the setting "${name}" names ${problem}.`;
}

function unreadable({ code }: NodeJS.ErrnoException): string {
  return code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
}

async function fileProblem(path: string): Promise<string | null> {
  if (!(await stat(path)).isFile()) return 'is no file';
  await access(path, constants.R_OK);
  return null;
}

async function folderProblem(path: string): Promise<string | null> {
  if (!(await stat(path)).isDirectory()) return 'is no folder';
  await access(path, constants.R_OK | constants.X_OK);
  return null;
}

async function certificatesProblem(path: string): Promise<string | null> {
  return (await fileProblem(path)) ?? (isCertificate(await readFile(path)) ? null : 'holds no certificate');
}

/** Of several the first is looked at. */
function isCertificate(content: Buffer): boolean {
  try {
    new X509Certificate(content);
    return true;
  } catch {
    return false;
  }
}
