import { FailureError, failure } from '../../../model/failures.ts';

/** Of the whole file and of one requirement with its hashes and comment, in UTF-16 units. */
const mostText = 1024 * 1024;
const mostRequirement = 64 * 1024;

const name = /^[A-Za-z0-9._-]+/;
const version = /^(?:===|~=|==|!=|<=|>=|<|>)\s*[A-Za-z0-9.!+*_-]+$/;
const marker = /^[A-Za-z0-9_.<>=!~()'"\s-]+$/;
const hash = /^[a-z0-9]+:[0-9a-f]+$/;
const beforeHash = ' --hash=';

/**
 * Reads requirements.txt into one requirement a line, comments and continuation lines resolved. Only names with
 * extras, versions, markers and hashes are let through: options, addresses and paths could make pip read other files
 * or run a package's own set-up code. Takes time in proportion to the text. Throws FailureError `dependency-install`
 * naming the line.
 */
export function readRequirements(text: string): string[] {
  if (text.length > mostText)
    throw failed(`requirements.txt is longer than ${mostText / 1024} KiB`, 'Name fewer packages.', 1);
  const wanted: string[] = [];
  let number = 0;
  let pending = '';
  for (const raw of `${text.startsWith('\uFEFF') ? text.slice(1) : text}\n`.split(/\r\n|\r|\n/)) {
    number += 1;
    if (pending.length + raw.length > mostRequirement) throw refused(pending + raw, number);
    if (raw.endsWith('\\')) {
      pending += `${raw.slice(0, -1)} `;
      continue;
    }
    const line = withoutComment(pending + raw).trim();
    pending = '';
    if (line === '') continue;
    if (!isPlain(line)) throw refused(line, number);
    wanted.push(line.replace(/\s+/g, ' '));
  }
  return wanted;
}

function withoutComment(line: string): string {
  if (line.startsWith('#')) return '';
  const at = line.search(/\s#/);
  return at < 0 ? line : line.slice(0, at);
}

/** `name[extra,…] version,…; marker --hash=…`, cut at what can stand in no other part. */
function isPlain(line: string): boolean {
  const [requirement, ...hashes] = line.replace(/\s+/g, ' ').split(beforeHash) as [string, ...string[]];
  const end = requirement.indexOf(';');
  const wanted = end < 0 ? requirement : requirement.slice(0, end);
  if (end >= 0 && !marker.test(requirement.slice(end + 1))) return false;
  return isWanted(wanted.trim()) && hashes.every((each) => hash.test(each));
}

function isWanted(text: string): boolean {
  const named = name.exec(text)?.[0] ?? '';
  if (!isName(named)) return false;
  let rest = text.slice(named.length).trimStart();
  if (rest.startsWith('[')) {
    const end = rest.indexOf(']');
    if (
      end < 0 ||
      !rest
        .slice(1, end)
        .split(',')
        .every((extra) => isName(extra.trim()))
    )
      return false;
    rest = rest.slice(end + 1).trimStart();
  }
  if (rest === '') return true;
  const versions = rest.startsWith('(') && rest.endsWith(')') ? rest.slice(1, -1) : rest;
  return versions.split(',').every((each) => version.test(each.trim()));
}

/** Begins and ends with a letter or digit. */
function isName(text: string): boolean {
  const isPlainEnd = (character: string | undefined) => /^[A-Za-z0-9]$/.test(character ?? '');
  return name.exec(text)?.[0] === text && isPlainEnd(text[0]) && isPlainEnd(text.at(-1));
}

function refused(line: string, number: number): FailureError {
  return failed(
    `requirements.txt line ${number} is not a plain requirement: ${line.trim().slice(0, 200)}`,
    'Write `name` or `name==version`, one a line; options, addresses and paths are not allowed.',
    number,
  );
}

function failed(message: string, help: string, line: number): FailureError {
  return new FailureError(
    failure('dependency-install', 'preparing', message, { help, file: 'requirements.txt', line }),
  );
}
