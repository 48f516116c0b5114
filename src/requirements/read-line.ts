import { inertLine } from '../text/inert-text.ts';
import { readMarker } from './read-marker.ts';
import type { ReadLine, Requirement, Unusable } from './requirement.ts';
import { Scanner } from './scanner.ts';

const name = /[A-Za-z0-9][A-Za-z0-9._-]*/y;
const operator = /===|~=|==|!=|<=|>=|<|>/y;
const hash = /--hash[= \t][ \t]*(?:sha256|sha384|sha512):[0-9a-fA-F]+/y;
const version = /[A-Za-z0-9.!+*_-]+/y;
/** PEP 440, in the spellings that it lets through. */
const properVersion =
  /^v?(?:\d+!)?\d+(?:\.\d+)*(?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?(?:-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?(?:[-_.]?dev[-_.]?\d*)?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?(?:\.\*)?$/i;
const longestVersion = 100;
/** Every version is a wheel of its own: what chooses among wheels has no effect. */
const harmlessOptions: readonly string[] = ['--only-binary', '--prefer-binary', '--require-hashes'];
const supplyOptions: readonly string[] = [
  ...['-i', '--index-url', '--pypi-url', '--extra-index-url', '--no-index', '-f', '--find-links'],
  ...['--trusted-host', '--cert', '--client-cert', '--proxy'],
];
const plainHelp = 'Write `name==version`, one library a line.';
const wheelsHelp =
  'Put a wheel of it into the folder `wheels` of the package, and name it here as `name==version`.';

/** Reads one logical line that is not empty. Takes time in proportion to its length. */
export function readLine(text: string): ReadLine {
  if (text.startsWith('-')) return readOption(text);
  if (isAddress(text)) {
    return unusable('An address or a path cannot be installed.', wheelsHelp, nameInAddress(text));
  }
  return readRequirement(text);
}

function readRequirement(text: string): ReadLine {
  const scanner = new Scanner(text);
  const found = scanner.take(name);
  if (found === null || /[._-]$/.test(found)) return unclear(text, null);
  scanner.space();
  if (scanner.take(/\[/y) !== null && !readExtras(scanner)) return unclear(text, found);
  scanner.space();
  if (scanner.take(/@/y) !== null) {
    return unusable(`\`${found}\` is to come from an address of its own.`, wheelsHelp, found);
  }
  const versions = readVersions(scanner);
  if (versions === null) return unclear(text, found);
  const wrong = versions.find((one) => !isProper(one));
  if (wrong !== undefined) {
    const said = `\`${shown(`${wrong.operator}${wrong.version}`)}\` names no version of \`${found}\`.`;
    return unusable(said, 'Write a version such as 2.1.3, or 2.1.* after == and !=.', found);
  }
  scanner.space();
  const marker = scanner.take(/;/y) === null ? 'yes' : readMarker(scanner);
  if (marker === null) {
    const help = 'Write a condition such as `; python_version < "3.14"`, or leave it out.';
    return unusable(`The condition of \`${found}\` cannot be read.`, help, found);
  }
  scanner.space();
  const sha256: string[] = [];
  for (let given = scanner.take(hash); given !== null; given = scanner.take(hash)) {
    if (given.includes('sha256:')) sha256.push(given.slice(given.lastIndexOf(':') + 1).toLowerCase());
    scanner.space();
  }
  if (!scanner.isAtEnd) return unclear(text, found);
  const pinned = versions.some((one) => one.operator.startsWith('===') || isExact(one));
  const requirement: Requirement = {
    ...{ name: found, pinned, sha256, applies: marker !== 'no' },
    versions: versions.map((one) => `${one.operator}${one.version}`).join(','),
    text: text.replace(/[ \t]+/g, ' '),
  };
  return { kind: 'requirement', requirement };
}

function readExtras(scanner: Scanner): boolean {
  do {
    scanner.space();
    if (scanner.take(name) === null) break;
    scanner.space();
  } while (scanner.take(/,/y) !== null);
  return scanner.take(/\]/y) !== null;
}

interface VersionClause {
  readonly operator: string;
  readonly version: string;
}

/** `>=1, <2`, in parentheses or not, or nothing; null where it is something else. */
function readVersions(scanner: Scanner): VersionClause[] | null {
  scanner.space();
  const isEnclosed = scanner.take(/\(/y) !== null;
  const clauses: VersionClause[] = [];
  do {
    scanner.space();
    const compared = scanner.take(operator);
    if (compared === null) {
      if (clauses.length > 0 || isEnclosed) return null;
      break;
    }
    scanner.space();
    const stated = scanner.take(version);
    if (stated === null) return null;
    clauses.push({ operator: compared, version: stated });
    scanner.space();
  } while (scanner.take(/,/y) !== null);
  return isEnclosed && scanner.take(/\)/y) === null ? null : clauses;
}

function isProper({ operator: compared, version: stated }: VersionClause): boolean {
  if (compared === '===') return true;
  if (stated.length > longestVersion || !properVersion.test(stated)) return false;
  return !stated.endsWith('*') || compared === '==' || compared === '!=';
}

function isExact({ operator: compared, version: stated }: VersionClause): boolean {
  return compared === '==' && !stated.endsWith('*');
}

function readOption(text: string): ReadLine {
  const split = splitShort(text);
  const option = /^--?[A-Za-z-]*/.exec(split)![0];
  const path = split
    .slice(option.length)
    .replace(/^[= \t]*/, '')
    .trim();
  if (option === '-r' || option === '--requirement') return { kind: 'include', path, as: 'requirements' };
  if (option === '-c' || option === '--constraint') return { kind: 'include', path, as: 'constraints' };
  if (harmlessOptions.includes(option)) return { kind: 'nothing' };
  if (option === '-e' || option === '--editable') {
    const help = `Modules of the package are found without it: remove the line. For another project: ${wheelsHelp}`;
    return unusable(
      'Nothing can be installed as editable: no code of a package runs here.',
      help,
      nameInAddress(path),
    );
  }
  if (supplyOptions.includes(option)) {
    const help =
      'Remove the line; the operator of the chief sets the index. Wheels of your own go into the folder `wheels` of the package.';
    return unusable(`\`${option}\` cannot choose where libraries come from.`, help);
  }
  return unusable(`The option \`${shown(option!)}\` has no place here.`, `Remove the line. ${plainHelp}`);
}

/** `-rbase.txt` is `-r base.txt`. */
function splitShort(text: string): string {
  return /^-[A-Za-z][^= \t-]/.test(text) ? `${text.slice(0, 2)} ${text.slice(2)}` : text;
}

function isAddress(text: string): boolean {
  const first = text.split(/[ \t;]/, 1)[0]!;
  return (
    /^(?:[./~]|[A-Za-z]:\\)/.test(first) ||
    /^[A-Za-z+.-]+:\/\//.test(first) ||
    /^(?:git|hg|svn|bzr)\+/.test(first) ||
    /\.(?:whl|zip|tar\.gz|tgz|tar\.bz2)$/.test(first) ||
    first.includes('/')
  );
}

/** The library that a file name or `#egg=` tells of. */
function nameInAddress(text: string): string | null {
  const egg = text.indexOf('#egg=');
  if (egg !== -1) return new Scanner(text.slice(egg + 5)).take(name);
  const file = text.slice(text.lastIndexOf('/') + 1);
  const dash = file.search(/-\d/);
  return dash > 0 && /\.(?:whl|zip|tar\.gz)$/.test(file) ? new Scanner(file.slice(0, dash)).take(name) : null;
}

function unclear(text: string, about: string | null): ReadLine {
  return unusable(`This is not a requirement: \`${shown(text)}\`.`, plainHelp, about);
}

function unusable(
  problem: string,
  help: string,
  about: string | null = null,
): { kind: 'unusable' } & Unusable {
  return { kind: 'unusable', problem, help, name: about };
}

function shown(text: string): string {
  return inertLine(text.length > 80 ? `${text.slice(0, 80)}…` : text).replaceAll('`', "'");
}
