import { isUtf8 } from 'node:buffer';
import { parse, TomlError } from 'smol-toml';
import type { PackageFile } from '../model/package-source.ts';
import { inertLine } from '../text/inert-text.ts';
import type { LockedLibrary, ReadLock } from './library-lock.ts';
import { readLine } from './read-line.ts';
import type { ReadingBounds, RequirementPlace } from './reading.ts';
import type { Unusable } from './requirement.ts';

const mostPackages = 500;
const mostWheels = 500;
const mostDepth = 20;
const help =
  'Write the lock anew, with wheels for every library (`pip lock`), or let `butcher lock` write one.';

/**
 * Reads `pylock.toml` (PEP 751): of each package that is for the sandbox its name, its version and the SHA-256 of its
 * wheels. Where they are to come from is not looked at: that is the operator's to say.
 */
export function readPylock({ path, bytes }: PackageFile, bounds: Pick<ReadingBounds, 'bytes'>): ReadLock {
  const at = (line: number): RequirementPlace => ({ file: path, line, column: 1, endColumn: 1 });
  const whole = (problem: string, line = 1): ReadLock => ({
    libraries: [],
    unusable: [{ ...at(line), problem, help, name: null }],
  });
  if (bytes.length > bounds.bytes) return whole(`The lock takes more than ${bounds.bytes / 1024} KiB.`);
  if (!isUtf8(bytes)) return whole('The file is not UTF-8 text.');
  const text = bytes.toString('utf8');
  let table: Record<string, unknown>;
  try {
    table = parse(text, { maxDepth: mostDepth });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return whole('The lock is not TOML.', error.line);
  }
  const version = table['lock-version'];
  if (typeof version !== 'string' || !/^1(?:\.\d{1,3})?$/.test(version))
    return whole('The lock has no `lock-version` that is known here, such as "1.0".');
  const packages = table.packages;
  if (!Array.isArray(packages)) return whole('The lock has no `packages`.');
  if (packages.length > mostPackages) return whole(`The lock has more than ${mostPackages} packages.`);
  const lines = linesOfPackages(text);
  const libraries: LockedLibrary[] = [];
  const unusable: (Unusable & RequirementPlace)[] = [];
  for (const [index, one] of packages.entries()) {
    const place = at(lines[index] ?? 1);
    const read = readPackage(one);
    if ('problem' in read) unusable.push({ ...place, ...read, help });
    else if (read.requirement.applies)
      libraries.push({ ...place, ...read.requirement, version: read.version });
  }
  return { libraries, unusable };
}

type ReadPackage =
  | { readonly problem: string; readonly name: string | null }
  | {
      readonly requirement: Omit<LockedLibrary, 'version' | keyof RequirementPlace>;
      readonly version: string;
    };

function readPackage(value: unknown): ReadPackage {
  const { name, version, marker = null, wheels = [], ...rest } = isTable(value) ? value : {};
  const wrong = (problem: string): ReadPackage => ({
    problem,
    name: typeof name === 'string' ? inertLine(name.slice(0, 100)) : null,
  });
  if (typeof name !== 'string' || name.length > 100) return wrong('A package of the lock has no name.');
  const shown = inertLine(name).replaceAll('`', "'");
  if (typeof version !== 'string')
    return wrong(`\`${shown}\` has no version: it is to come from an address.`);
  if (marker !== null && typeof marker !== 'string')
    return wrong(`The condition of \`${shown}\` cannot be read.`);
  const condition = marker === null ? '' : ` ; ${marker}`;
  const line = readLine(`${name}==${version}${condition}`);
  if (line.kind !== 'requirement' || !line.requirement.pinned) {
    const why = line.kind === 'unusable' ? line.problem : `\`${shown}\` has no exact version.`;
    return wrong(why);
  }
  const { requirement } = line;
  if (!requirement.applies) return { requirement, version };
  if (!Array.isArray(wheels) || wheels.length === 0 || wheels.length > mostWheels) {
    const how = Object.keys(rest).find((key) => ['vcs', 'directory', 'archive', 'sdist'].includes(key));
    return wrong(`\`${shown}\` has no wheel in the lock${how === undefined ? '' : `, but \`${how}\``}.`);
  }
  const sha256 = wheels.flatMap((wheel) => {
    const hash = isTable(wheel) && isTable(wheel.hashes) ? wheel.hashes.sha256 : null;
    return typeof hash === 'string' && /^[0-9a-f]{64}$/i.test(hash) ? [hash.toLowerCase()] : [];
  });
  if (sha256.length < wheels.length) return wrong(`A wheel of \`${shown}\` has no SHA-256 in the lock.`);
  const text = `${requirement.name}==${version}${condition} ${sha256.map((one) => `--hash=sha256:${one}`).join(' ')}`;
  return { requirement: { ...requirement, sha256, text }, version };
}

/** The lines that begin the packages, as far as they are written in the usual way. */
function linesOfPackages(text: string): number[] {
  const lines: number[] = [];
  for (const [index, line] of text.split('\n').entries())
    if (/^\s{0,20}\[\[\s{0,5}packages\s{0,5}\]\]/.test(line)) lines.push(index + 1);
  return lines;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
