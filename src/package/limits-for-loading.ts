import { type Limits, limitNames } from '../model/limits.ts';

/**
 * What a package is loaded under. A tighter limit that was asked for this once is no reason to refuse a manifest that
 * the chief would accept, except for the limits of the package itself.
 */
export function limitsForLoading(chief: Limits, asked: Limits): Limits {
  const limits = limitNames.map((name) => [
    name,
    name.startsWith('package') || name === 'wheelBytes' ? asked[name] : Math.max(chief[name], asked[name]),
  ]);
  return Object.fromEntries(limits) as Limits;
}
