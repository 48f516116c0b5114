import { InvalidArgumentError, Option } from 'commander';
import { fromTexts, type GivenTexts } from '../../params/from-text.ts';
import type { DeclaredParams, Params } from '../../params/params.ts';
import { readParams } from '../../params/read-params.ts';
import { UsageError } from '../usage-error.ts';

/** More than any package may declare. */
const mostGiven = 1000;

/** `--param NAME=VALUE`, to be given any number of times; the last value of a name counts. */
export function paramOption(): Option {
  return new Option(
    '--param <NAME=VALUE>',
    "set a parameter that the package's butcher.json declares (repeatable)",
  )
    .argParser(addParam)
    .default([], 'the defaults in butcher.json');
}

/** Adds one `NAME=VALUE`; what the value means only the package can tell. */
export function addParam(text: string, given: GivenTexts): GivenTexts {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Write NAME=VALUE, such as width=3.');
  if (given.length === mostGiven) throw new InvalidArgumentError(`${mostGiven} of them are the most.`);
  return [...given, [text.slice(0, equals).trim(), text.slice(equals + 1)]];
}

/**
 * What was given, in the types that the package declares, and all parameters with the defaults filled in. Null: it
 * declares none. Throws UsageError with one sentence.
 */
export function paramsOf(
  declared: DeclaredParams | null,
  given: GivenTexts,
): { readonly given: Params; readonly all: Params | null } {
  const values = fromTexts(declared?.properties ?? {}, given);
  const read = readParams(declared, values, (name) => `with --param ${name}=VALUE`);
  if ('problem' in read) throw new UsageError(read.problem);
  return { given: values, all: read.values };
}
