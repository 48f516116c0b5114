/** A value that an expression certainly has. `object`: of no matter what type, only its truth is known. */
export type Constant =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'none' }
  | { readonly type: 'text' | 'bytes'; readonly value: string }
  | { readonly type: 'object'; readonly truth: boolean };

export function truthOf(constant: Constant): boolean {
  switch (constant.type) {
    case 'number':
      return constant.value !== 0;
    case 'bool':
      return constant.value;
    case 'none':
      return false;
    case 'object':
      return constant.truth;
    default:
      return constant.value !== '';
  }
}

/** The number that arithmetic takes it for; a bool is 0 or 1. */
export function numberOf(constant: Constant | null): number | null {
  if (constant?.type === 'number') return constant.value;
  return constant?.type === 'bool' ? Number(constant.value) : null;
}

/** Whether two values are equal as `==` has it, or null where that is not known. */
export function areEqual(left: Constant, right: Constant): boolean | null {
  if (left.type === 'object' || right.type === 'object') return null;
  const numbers = [numberOf(left), numberOf(right)];
  if (numbers[0] !== null && numbers[1] !== null) return numbers[0] === numbers[1];
  if (left.type !== right.type) return false;
  return left.type === 'none' || left.value === (right as typeof left).value;
}

/** Result of a binary operator on numbers, or null where it is not known. */
export function arithmetic(operator: string, left: number, right: number): number | null {
  const result = compute(operator, left, right);
  return result !== null && Number.isFinite(result) && Math.abs(result) <= Number.MAX_SAFE_INTEGER
    ? result
    : null;
}

function compute(operator: string, left: number, right: number): number | null {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? null : left / right;
    case '//':
      return right === 0 ? null : Math.floor(left / right);
    case '%':
      return right === 0 ? null : left - right * Math.floor(left / right);
    case '**':
      return right < 0 ? null : left ** right;
    case '<<':
      return right < 0 || right > 53 ? null : left * 2 ** right;
    case '>>':
      return right < 0 ? null : Math.floor(left / 2 ** right);
    default:
      return null;
  }
}

/** Result of a comparison, or null where it is not known. */
export function comparison(operator: string, left: Constant, right: Constant): boolean | null {
  if (operator === '==' || operator === 'is') return areEqual(left, right);
  if (operator === '!=' || operator === 'is not') {
    const equal = areEqual(left, right);
    return equal === null ? null : !equal;
  }
  const a = numberOf(left);
  const b = numberOf(right);
  if (a === null || b === null) return null;
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return null;
  }
}
