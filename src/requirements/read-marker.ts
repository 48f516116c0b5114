import { both, compareInImage, either, type Holds, type MarkerValue } from './image-environment.ts';
import type { Scanner } from './scanner.ts';

/** Deeper than anybody nests conditions; each level is a call of ours and of pip's. */
const deepestParentheses = 20;
const variable =
  /(?:python_version|python_full_version|os_name|sys_platform|platform_release|platform_system|platform_version|platform_machine|platform_python_implementation|implementation_name|implementation_version|extras?|dependency_groups)\b/y;
const literal = /"[A-Za-z0-9 .,_+*!~<>=()/-]*"|'[A-Za-z0-9 .,_+*!~<>=()/-]*'/y;
const operator = /===|==|~=|!=|<=|>=|<|>|in\b|not[ \t]+in\b/y;

/**
 * Passes an environment marker (PEP 508) such as `python_version < "3.14"`. Whether it holds in the sandbox; null where
 * there is no whole one.
 */
export function readMarker(scanner: Scanner, depth = 0): Holds | null {
  if (depth > deepestParentheses) return null;
  let holds: Holds = 'no';
  do {
    const all = readConjunction(scanner, depth);
    if (all === null) return null;
    holds = either(holds, all);
  } while (scanner.take(/or\b/y) !== null);
  return holds;
}

function readConjunction(scanner: Scanner, depth: number): Holds | null {
  let holds: Holds = 'yes';
  do {
    const one = readCondition(scanner, depth);
    if (one === null) return null;
    holds = both(holds, one);
    scanner.space();
  } while (scanner.take(/and\b/y) !== null);
  return holds;
}

function readCondition(scanner: Scanner, depth: number): Holds | null {
  scanner.space();
  if (scanner.take(/\(/y) !== null) {
    const inner = readMarker(scanner, depth + 1);
    return inner !== null && scanner.take(/\)/y) !== null ? inner : null;
  }
  const left = readValue(scanner);
  if (left === null) return null;
  scanner.space();
  const compared = scanner.take(operator);
  if (compared === null) return null;
  scanner.space();
  const right = readValue(scanner);
  return right === null ? null : compareInImage(left, compared, right);
}

function readValue(scanner: Scanner): MarkerValue | null {
  const name = scanner.take(variable);
  if (name !== null) return { variable: name };
  const text = scanner.take(literal);
  return text === null ? null : { literal: text.slice(1, -1) };
}
