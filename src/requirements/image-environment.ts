import { satisfies } from '@renovatebot/pep440';

/** Whether a condition holds in the sandbox; `maybe` where that depends on the machine or on a release of the image. */
export type Holds = 'yes' | 'no' | 'maybe';

/** A side of a comparison: a variable of PEP 508 by its name, or a text. */
export type MarkerValue = { readonly variable: string } | { readonly literal: string };

const fixed: Readonly<Record<string, string>> = {
  python_version: '3.13',
  os_name: 'posix',
  sys_platform: 'linux',
  platform_system: 'Linux',
  platform_python_implementation: 'CPython',
  implementation_name: 'cpython',
  // No extra of the package itself is asked for, nor a group beyond those that are usual.
  extra: '',
  extras: '',
  dependency_groups: '',
};
/** Between these is the image's, whatever it is made of. */
const releases: readonly string[] = ['3.13.0', '3.13.99'];
const versions: readonly string[] = ['python_version', 'python_full_version', 'implementation_version'];
const longestVersion = 100;

/** Compares two sides as PEP 508 says: as versions where both are, else as text. */
export function compareInImage(left: MarkerValue, operator: string, right: MarkerValue): Holds {
  const answers = new Set(
    valuesOf(left).flatMap((one) =>
      valuesOf(right).map((other) => {
        if (one === null || other === null) return null;
        const isVersion =
          versions.includes(nameOf(left)) && !operator.endsWith('in') && other.length <= longestVersion;
        return isVersion ? compareVersions(one, operator, other) : compareTexts(one, operator, other);
      }),
    ),
  );
  const [answer = null] = answers;
  if (answers.size > 1 || answer === null) return 'maybe';
  return answer ? 'yes' : 'no';
}

/** The values that a side may have; null: any. */
function valuesOf(value: MarkerValue): readonly (string | null)[] {
  if ('literal' in value) return [value.literal];
  if (value.variable === 'python_full_version' || value.variable === 'implementation_version')
    return releases;
  return [fixed[value.variable] ?? null];
}

function nameOf(value: MarkerValue): string {
  return 'variable' in value ? value.variable : '';
}

/** Null where pip itself would have to say. */
function compareVersions(version: string, operator: string, other: string): boolean | null {
  try {
    return satisfies(version, `${operator}${other}`, { prereleases: true });
  } catch {
    return null;
  }
}

function compareTexts(left: string, operator: string, right: string): boolean | null {
  switch (operator.replace(/\s+/g, ' ')) {
    case '==':
    case '===':
      return left === right;
    case '!=':
      return left !== right;
    case 'in':
      return right.includes(left);
    case 'not in':
      return !right.includes(left);
    default:
      return null;
  }
}

/** Both. */
export function both(left: Holds, right: Holds): Holds {
  if (left === 'no' || right === 'no') return 'no';
  return left === 'yes' ? right : left;
}

/** One of them. */
export function either(left: Holds, right: Holds): Holds {
  if (left === 'yes' || right === 'yes') return 'yes';
  return left === 'no' ? right : left;
}
