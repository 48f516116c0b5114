import { FailureError, failure } from '../../../model/failures.ts';
import type { Distribution, WantedLock } from '../../../model/libraries.ts';
import type { ResolvedDistribution } from './installer-lines.ts';
import { addressOfItsOwn } from './supply-trouble.ts';

/** Something resolved to a file that is not from the index. */
export function foreignFailure({ name }: ResolvedDistribution): FailureError {
  const { message, help } = addressOfItsOwn(name);
  return new FailureError(
    failure('dependency-install', 'preparing', message, { help, file: 'requirements.txt' }),
  );
}

/** The time for installing is over. */
export function tooSlowFailure(minutes: number): FailureError {
  const message = `Installing the requirements took longer than ${minutes} minutes.`;
  const help =
    'Write exact versions, so that none have to be searched for; large libraries may need a nearer index.';
  return new FailureError(
    failure('dependency-install', 'preparing', message, { help, file: 'requirements.txt' }),
  );
}

/** The container ended before its program had said how it went. */
export function brokenOffFailure(status: number | null): FailureError {
  const message =
    status === 137
      ? 'Installing the requirements took more memory than there is for it.'
      : 'Installing the requirements broke off.';
  const help = 'List fewer libraries, or other versions of them.';
  return new FailureError(
    failure('dependency-install', 'preparing', message, { help, file: 'requirements.txt' }),
  );
}

/** What was found is not what the package has locked. */
export function notLockedFailure(found: Distribution, { file, libraries }: WantedLock): FailureError {
  const locked = libraries.find(({ name }) => name === found.name);
  const message =
    locked === undefined
      ? `\`${found.name}\` is needed by what \`${file}\` lists, and is not in it.`
      : `\`${file}\` has another \`${found.name}\` than there is: ${found.version} was found for ${locked.version}, or with another hash.`;
  const help = 'Write the lock anew with `butcher lock`.';
  return new FailureError(failure('dependency-install', 'preparing', message, { help, file }));
}

/** A file of the operator's that the settings name. */
export function unreadableFailure(code: string, cause: ErrorOptions): FailureError {
  const message = `A file that goes with the package index cannot be read (${code}).`;
  const help =
    'The operator of the chief sets it (`pip.certificates`, `pip.credentials`): the chief has to be able to read it.';
  return new FailureError(failure('dependency-install', 'preparing', message, { help }), cause);
}

/** There is nowhere to take libraries from. */
export function noSupplyFailure(): FailureError {
  const message =
    'No package index can be reached through this container engine, which shares no sockets with the chief.';
  const help =
    'Put wheels into the folder `wheels` of the package, or have the operator give a folder of wheels (`pip.wheels`).';
  return new FailureError(
    failure('dependency-install', 'preparing', message, { help, file: 'requirements.txt' }),
  );
}
