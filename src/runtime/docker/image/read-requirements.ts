import { FailureError, failure } from '../../../model/failures.ts';

const name = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
const version = '(?:===|~=|==|!=|<=|>=|<|>)\\s*[A-Za-z0-9.!+*_-]+';
const versions = `${version}(?:\\s*,\\s*${version})*`;
const requirement = new RegExp(
  `^${name}\\s*(?:\\[\\s*${name}(?:\\s*,\\s*${name})*\\s*\\])?\\s*(?:${versions}|\\(\\s*${versions}\\s*\\))?` +
    `\\s*(?:;[A-Za-z0-9_.<>=!~()'"\\s-]+)?(?:\\s+--hash=[a-z0-9]+:[0-9a-f]+)*$`,
);

/**
 * Reads requirements.txt into one requirement a line, comments and continuation lines resolved. Only names with
 * extras, versions, markers and hashes are let through: options, addresses and paths could make pip read other files
 * or run a package's own set-up code. Throws FailureError `dependency-install` naming the line.
 */
export function readRequirements(text: string): string[] {
  const wanted: string[] = [];
  let number = 0;
  let pending = '';
  for (const raw of `${text.replace(/^\uFEFF/, '')}\n`.split(/\r\n|\r|\n/)) {
    number += 1;
    if (/\\$/.test(raw)) {
      pending += `${raw.slice(0, -1)} `;
      continue;
    }
    const line = (pending + raw).replace(/(^|\s)#.*$/, '').trim();
    pending = '';
    if (line === '') continue;
    if (!requirement.test(line)) throw refused(line, number);
    wanted.push(line.replace(/\s+/g, ' '));
  }
  return wanted;
}

function refused(line: string, number: number): FailureError {
  const message = `requirements.txt line ${number} is not a plain requirement: ${line.slice(0, 200)}`;
  const help = 'Write `name` or `name==version`, one a line; options, addresses and paths are not allowed.';
  return new FailureError(
    failure('dependency-install', 'preparing', message, { help, file: 'requirements.txt', line: number }),
  );
}
