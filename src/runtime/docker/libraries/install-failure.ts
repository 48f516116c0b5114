import { satisfies } from '@renovatebot/pep440';
import { FailureError, failure } from '../../../model/failures.ts';
import { formatBytes, formatCount } from '../../../text/format-quantity.ts';
import { inertLine } from '../../../text/inert-text.ts';
import type { InstallerFailure } from './installer-lines.ts';
import { firstMatch, type InstallAttempt, supplyTrouble, type Told } from './supply-trouble.ts';

const pythonName = 'Python 3.13';
// Each `[A-Za-z0-9][A-Za-z0-9._-]{0,99}` is the name of a library.
const wanted =
  /^ERROR: Could not find a version that satisfies the requirement ([A-Za-z0-9][A-Za-z0-9._-]{0,99})([A-Za-z0-9.!+_<>=~,*[\]-]{0,200})(?: [^(]{0,200})?(?: \(from ([A-Za-z0-9][A-Za-z0-9._-]{0,99})\))? \(from versions: ([^)]{0,2000})\)/;
const otherPythonWanted =
  /^ERROR: Package '([A-Za-z0-9][A-Za-z0-9._-]{0,99})' requires a different Python: [0-9.]+ not in '([0-9.,<>=!~* ]{1,100})'/;
const dependsOn =
  /^([A-Za-z0-9][A-Za-z0-9._-]{0,99}) ([A-Za-z0-9.!+_-]{1,60}) depends on ([A-Za-z0-9._[\],<>=!~+* -]{1,100})/;
const pythonVersions = /^[0-9.,<>=!~* ]{1,100}$/;
const mostListed = 5;
/** The processors of the sandbox, as wheels call them. */
const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';

/** One sentence on why libraries could not be installed, and what to do: never pip's own text. */
export function installFailure(failed: InstallerFailure, attempt: InstallAttempt): FailureError {
  return failureOf(tell(failed, attempt));
}

/** A layer that is there already is larger than this job's may be. */
export function tooLargeFailure(bytes: number, maxBytes: number): FailureError {
  return failureOf(tooLarge(bytes, maxBytes));
}

function failureOf({ message, help, observed }: Told): FailureError {
  const isTooLarge = observed !== undefined;
  return new FailureError(
    failure('dependency-install', 'preparing', message, {
      help,
      file: 'requirements.txt',
      ...(isTooLarge ? { limit: 'layerBytes', observed: observed ?? null } : {}),
    }),
  );
}

function tell(failed: InstallerFailure, attempt: InstallAttempt): Told {
  const { notes, maxBytes } = attempt;
  const isFull = failed.errors.some((line) => /No space left on device|File too large/.test(line));
  if (failed.reason === 'too-large' || notes?.tooMuch === true || isFull)
    return tooLarge(failed.observed, maxBytes);
  if (failed.reason === 'too-many') {
    return {
      message: `The requirements bring ${formatCount(failed.observed ?? 0)} libraries, more than are installed for one package.`,
      help: 'List fewer libraries.',
    };
  }
  if (failed.reason === 'bad-wheel') {
    return {
      message: `The wheel ${inertLine(failed.file.slice(0, 100))} cannot be installed: ${inertLine(failed.why.slice(0, 100))}.`,
      help: 'Use another version of it, and tell whoever made it.',
    };
  }
  return supplyTrouble(failed, attempt) ?? pipTrouble(failed, attempt);
}

function pipTrouble({ errors, unfit }: InstallerFailure, attempt: InstallAttempt): Told {
  if (errors.some((line) => line.includes('DO NOT MATCH THE HASHES') || line.includes('Hash mismatch'))) {
    return {
      message: 'A wheel is not the one whose hash is given.',
      help: 'If its index was to change it, write the new hash into requirements.txt, or the lock anew (`butcher lock`); otherwise trust neither.',
    };
  }
  if (errors.some((line) => line.includes('--require-hashes mode'))) {
    return {
      message: 'Where one requirement has a hash, all of them need one, and an exact version.',
      help: 'Write `--hash` for every library, those that others bring along included, or for none.',
    };
  }
  const lookedFor = firstMatch(errors, wanted);
  const conflict = [...new Set(errors.flatMap((line) => conflictPart(line) ?? []))];
  if (conflict.length > 1 && errors.some((line) => line.startsWith('The conflict is caused by'))) {
    return {
      message: `The requirements cannot be met together: ${conflict.slice(0, mostListed).join(', ')}.`,
      help: 'Choose versions that go together, or leave versions open so that some can be found.',
    };
  }
  const python = firstMatch(errors, otherPythonWanted);
  if (python !== null) return otherPython(python[1]!, python[2]!);
  if (lookedFor !== null) {
    const [, name, version, parent, versions] = lookedFor;
    return notFound(
      { name: name!, version: version!, parent: parent ?? null, versions: versions! },
      errors,
      unfit,
      attempt,
    );
  }
  return {
    message: 'The requirements could not be installed, for a reason that pip does not tell plainly.',
    help: 'Try them with `pip install --only-binary :all:` under Python 3.13, and write versions that work there.',
  };
}

interface Wanted {
  readonly name: string;
  /** Such as `==1.0`, or nothing. */
  readonly version: string;
  /** The library that asks for it; null: the package does. */
  readonly parent: string | null;
  /** Those that would install, as pip lists them. */
  readonly versions: string;
}

function notFound(
  { name, version, parent, versions }: Wanted,
  errors: readonly string[],
  unfit: InstallerFailure['unfit'],
  { indexHost }: InstallAttempt,
): Told {
  const key = name.toLowerCase().replace(/[-_.]+/g, '-');
  const by = parent === null ? '' : `, which ${parent} asks for`;
  const what = `\`${name}${inertLine(version.slice(0, 60))}\`${by}`;
  const exact = /^={2,3}([A-Za-z0-9.!+_-]+)$/.exec(version)?.[1];
  const tags = new Set(
    [...unfit].flatMap(([one, list]) =>
      one.startsWith(`${key}==`) && isWanted(one.slice(key.length + 2), version) ? list : [],
    ),
  );
  if (tags.size > 0) return noWheel(what, tags);
  const ignored = firstMatch(
    errors,
    /^ERROR: Ignored the following versions that require a different python version: (.*)$/,
  );
  const needed = exact === undefined ? null : requiredPython(ignored?.[1] ?? '', exact);
  if (needed !== null) return otherPython(`${name} ${exact}`, needed);
  const place = indexHost === null ? 'among the wheels that there are' : `on the index ${indexHost}`;
  const there = versions.split(', ').filter((one) => /^[A-Za-z0-9.!+_-]{1,60}$/.test(one) && one !== 'none');
  if (there.length > 0) {
    return {
      message: `There is no ${what} ${place}; there is ${there.slice(-mostListed).join(', ')}.`,
      help: 'Write a version that is there.',
    };
  }
  return {
    message: `There is no library ${what} ${place}.`,
    help:
      indexHost === null
        ? 'Put a wheel of it into the folder `wheels` of the package, or ask the operator of the chief for an index.'
        : 'Correct its name: that on the index may differ from the one that is imported. A library of your own goes into the folder `wheels` as a wheel.',
  };
}

/** Whether a version is one of those that are asked for, as in `>=2,<3`. */
function isWanted(version: string, asked: string): boolean {
  const versions = asked.replace(/^\[[^\]]{0,200}\]/, '');
  if (versions === '' || versions.replace(/^={2,3}/, '') === version) return true;
  try {
    return satisfies(version, versions, { prereleases: true });
  } catch {
    return false;
  }
}

function noWheel(what: string, tags: ReadonlySet<string>): Told {
  const wheels = [...tags].filter((tag) => tag !== 'source');
  if (wheels.length === 0) {
    return {
      message: `${what} exists only as source, and nothing is compiled here.`,
      help: 'Use another version, or build a wheel (`pip wheel`) and put it into the folder `wheels` of the package.',
    };
  }
  const here = new Set(wheels.filter(isForHere).map(pythonOf));
  const listed = here.size > 0 ? here : new Set(wheels.map((tag) => tag.slice(tag.indexOf('-') + 1)));
  const names = [...listed].slice(0, mostListed).map((name) => inertLine(name.slice(0, 60)));
  const more = listed.size > mostListed ? ` and ${listed.size - mostListed} more` : '';
  return {
    message: `There is no wheel of ${what} for ${pythonName} and this platform; there are some for ${names.join(', ')}${more}.`,
    help: 'Use a version that has one; newer versions are likelier to.',
  };
}

/** Of a tag such as `cp311-manylinux_2_17_x86_64`: whether the platform is that of the sandbox. */
function isForHere(tag: string): boolean {
  const platform = tag.slice(tag.indexOf('-') + 1);
  return platform === 'any' || (platform.includes('linux') && platform.includes(machine));
}

/** `Python 3.11` for `cp311-…`; what else there is, as it is called. */
function pythonOf(tag: string): string {
  const [, major, minor] = /^(?:cp|py)(\d)(\d*)-/.exec(tag) ?? [];
  if (major === undefined) return tag.slice(0, tag.indexOf('-'));
  return `Python ${minor ? `${major}.${minor}` : major}`;
}

function otherPython(what: string, needed: string): Told {
  return {
    message: `\`${what}\` is not for ${pythonName}: it needs Python ${inertLine(needed)}.`,
    help: 'Use another version of it.',
  };
}

/** From pip's `1.0 Requires-Python <3.12; 1.1 Requires-Python <3.13`. */
function requiredPython(list: string, version: string): string | null {
  const beginning = `${version} Requires-Python `;
  const needed = list.split('; ').find((one) => one.startsWith(beginning));
  const versions = needed?.slice(beginning.length) ?? '';
  return pythonVersions.test(versions) ? versions : null;
}

function conflictPart(line: string): string | null {
  const asked = /^The user requested (?:\(constraint\) )?([A-Za-z0-9._[\],<>=!~+* -]{1,100})$/.exec(line);
  if (asked !== null) return `the package asks for ${asked[1]}`;
  const depends = dependsOn.exec(line);
  return depends === null ? null : `${depends[1]} ${depends[2]} needs ${depends[3]}`;
}

function tooLarge(observed: number | null, maxBytes: number): Told {
  const most = formatBytes(maxBytes);
  return {
    message:
      observed === null
        ? `The libraries take more unpacked than the limit layerBytes, ${most}.`
        : `The libraries take ${formatBytes(observed)} unpacked; the limit layerBytes is ${most}.`,
    help: 'List fewer or smaller libraries (such as those without support for graphics cards), or raise `--limit layerBytes=…`.',
    observed,
  };
}
