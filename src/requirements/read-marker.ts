import type { Scanner } from './scanner.ts';

/** Deeper than anybody nests conditions; each level is a call of ours and of pip's. */
const deepestParentheses = 20;
const variable =
  /(?:python_version|python_full_version|os_name|sys_platform|platform_release|platform_system|platform_version|platform_machine|platform_python_implementation|implementation_name|implementation_version|extra)\b/y;
const literal = /"[A-Za-z0-9 .,_+*!~<>=()/-]*"|'[A-Za-z0-9 .,_+*!~<>=()/-]*'/y;
const operator = /===|==|~=|!=|<=|>=|<|>|in\b|not[ \t]+in\b/y;

/** Passes an environment marker (PEP 508) such as `python_version < "3.14"`. Whether there is a whole one. */
export function readMarker(scanner: Scanner, depth = 0): boolean {
  if (depth > deepestParentheses || !readCondition(scanner, depth)) return false;
  scanner.space();
  while (scanner.take(/(?:and|or)\b/y) !== null) {
    if (!readCondition(scanner, depth)) return false;
    scanner.space();
  }
  return true;
}

function readCondition(scanner: Scanner, depth: number): boolean {
  scanner.space();
  if (scanner.take(/\(/y) !== null) return readMarker(scanner, depth + 1) && scanner.take(/\)/y) !== null;
  if (!readValue(scanner)) return false;
  scanner.space();
  if (scanner.take(operator) === null) return false;
  scanner.space();
  return readValue(scanner);
}

function readValue(scanner: Scanner): boolean {
  return (scanner.take(variable) ?? scanner.take(literal)) !== null;
}
