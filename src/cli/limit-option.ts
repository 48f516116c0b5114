import { InvalidArgumentError, Option } from 'commander';
import { isLimitName, type LimitName, limitNames } from '../model/limits.ts';
import { parseLimit } from '../model/parse-limit.ts';
import { likeliest } from '../text/likeliest.ts';

/** Limits given on the command line, in the unit of their name. */
export type GivenLimits = Readonly<Partial<Record<LimitName, number>>>;

/** `--limit NAME=VALUE`, to be given any number of times; the last value of a name counts. */
export function limitOption(): Option {
  return new Option(
    '--limit <NAME=VALUE>',
    'set a limit, such as memory=1GiB or fragmentSeconds=90s (repeatable)',
  )
    .argParser(addLimit)
    .default({}, 'the defaults in docs/limits.md');
}

/** Adds one `NAME=VALUE`. Throws InvalidArgumentError with the name likeliest meant, or all of them. */
export function addLimit(text: string, given: GivenLimits): GivenLimits {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Write NAME=VALUE, such as memory=1GiB.');
  const name = text.slice(0, equals).trim();
  if (!isLimitName(name)) {
    const meant = likeliest(name, limitNames);
    const remedy = meant === null ? '' : ` Did you mean ${meant}?`;
    throw new InvalidArgumentError(
      `There is no such limit.${remedy} The limits are ${limitNames.join(', ')}.`,
    );
  }
  const value = parseLimit(name, text.slice(equals + 1));
  if (typeof value !== 'number') throw new InvalidArgumentError(`${value.problem}.`);
  return { ...given, [name]: value };
}
