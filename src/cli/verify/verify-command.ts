import { createPublicKey, type KeyObject } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { digestOfFile } from '../../files/digest-of-file.ts';
import { NotPlainError, readPlain } from '../../files/open-plain.ts';
import { parseRecord } from '../../files/read-record.ts';
import type { Limits } from '../../model/limits.ts';
import { fragmentDigestsFile } from '../../model/result-files.ts';
import { loadPackage } from '../../package/load-package.ts';
import { dataDigests, ownAlgorithms } from '../../provenance/digests.ts';
import { type Envelope, mostEnvelopeBytes, openEnvelope, readEnvelope } from '../../provenance/envelope.ts';
import { keyIdOf } from '../../provenance/key-id.ts';
import { digestsOf } from '../../provenance/side-file.ts';
import { knownSigningKey } from '../../provenance/signing-key.ts';
import {
  type DigestSet,
  dependencyNames,
  hexOf,
  type Statement,
  statementShape,
} from '../../provenance/statement.ts';
import { exactPath } from '../../text/byte-names.ts';
import { inertJson, inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import type { ExitCode } from '../exit-code.ts';
import { ownConfig } from '../home/own-config.ts';
import { hashedFolder } from '../remote/upload/data-digest.ts';
import { readingReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';
import { digestOfResults } from './results-digest.ts';

export interface VerifyFlags {
  readonly data?: string;
  readonly package?: string;
  readonly fragmentDigests?: string;
  /** File with the public key. */
  readonly key?: string;
  readonly json?: true;
}

const mostKeyBytes = 64 * 1024;

/** What is compared with what the statement says of it. */
interface Compared {
  /** As people call it. */
  readonly what: string;
  readonly path: string;
  readonly stated: DigestSet | undefined;
  readonly found: () => Promise<DigestSet | { readonly problem: string }>;
}

/** Why a statement does not hold, as a sentence. */
class Refused extends Error {}

/** `butcher verify`: 0 where the statement is the key's and everything is what it says, else 1 and a sentence. */
export async function verifyCommand(
  file: string,
  results: string,
  flags: VerifyFlags,
  io: CliIo,
): Promise<ExitCode> {
  const at = (path: string) => resolve(io.cwd, path);
  const config = await ownConfig(io);
  const key = await keyFor(flags, config.home, io.cwd);
  try {
    const envelope = await readFileOf(at(file));
    const statement = opened(envelope, key, flags, file);
    const all = comparisons(statement, at(results), flags, { at, limits: config.limits });
    for (const each of all) await compare(each);
    tell(statement, key, all, flags, io);
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (flags.json === true)
      io.stdout.write(`${inertJson(JSON.stringify({ verified: false, reason: error.message }))}\n`);
    io.stderr.write(`refused: ${error.message}\n`);
    return 1;
  }
}

async function keyFor({ key }: VerifyFlags, home: string, cwd: string): Promise<KeyObject> {
  if (key === undefined) {
    const known = await knownSigningKey(home);
    if (known !== null) return known.publicKey;
    throw new UsageError(
      `The home ${inertLine(home)} has no signing key. Give the public key of the chief that signed with --key FILE; ` +
        '`butcher key` prints it on the machine of that chief, `butcher key --chief` from elsewhere.',
    );
  }
  const path = resolve(cwd, key);
  try {
    const publicKey = createPublicKey(await bytesOf(path, mostKeyBytes, '--key'));
    if (publicKey.asymmetricKeyType === 'ed25519') return publicKey;
  } catch (error) {
    if (error instanceof UsageError) throw error;
  }
  throw new UsageError(`${inertLine(path)} holds no public key of a chief: \`butcher key\` prints one.`);
}

async function readFileOf(path: string): Promise<Envelope> {
  const envelope = readEnvelope(await bytesOf(path, mostEnvelopeBytes, 'FILE'), inertLine(path));
  if ('problem' in envelope) throw new Refused(`${envelope.problem}.`);
  return envelope;
}

async function bytesOf(path: string, most: number, option: string): Promise<Buffer> {
  try {
    return await readPlain(path, most, { anyOwner: true });
  } catch (error) {
    if (error instanceof NotPlainError)
      throw new UsageError(`${option} names ${inertLine(path)}, and ${error.message}.`);
    return missing(path, error as NodeJS.ErrnoException);
  }
}

function missing(path: string, error: NodeJS.ErrnoException): never {
  if (error.syscall === undefined) throw error;
  throw new UsageError(`${inertLine(path)} cannot be read: ${readingReason(error, path)}.`);
}

/** The statement, once it is known that the key has signed it and nothing else. */
function opened(envelope: Envelope, key: KeyObject, flags: VerifyFlags, file: string): Statement {
  const payload = openEnvelope(envelope, key);
  const shown = inertLine(file);
  if (payload === null) {
    const ids = envelope.signatures.flatMap(({ keyid }) => (keyid === undefined ? [] : [keyid]));
    if (ids.length === 0 || ids.includes(keyIdOf(key)))
      throw new Refused(
        `${shown} was changed after it was signed: the signature is not that of its statement.`,
      );
    const whose = flags.key === undefined ? 'that of this home' : `that in ${inertLine(flags.key)}`;
    throw new Refused(
      `${shown} was not signed with the key that was asked for, ${whose}, but says it was with ${inertLine(ids[0]!.slice(0, 64))}; give the public key of the chief that signed it with --key.`,
    );
  }
  const read = parseRecord<Statement>(payload, file, statementShape);
  if (read.kind === 'read') return read.value;
  throw new Refused(
    `${shown} is signed, and no statement about a job: ${(read as { problem: string }).problem}.`,
  );
}

function comparisons(
  { subject, predicate }: Statement,
  results: string,
  { data, package: given, fragmentDigests }: VerifyFlags,
  { at, limits }: { readonly at: (path: string) => string; readonly limits: Limits },
): readonly Compared[] {
  const { buildDefinition, runDetails } = predicate;
  const dependency = (name: string) => digestsOf(buildDefinition.resolvedDependencies, name);
  const all: Compared[] = [
    {
      ...{ what: 'results', path: results, stated: subject[0]?.digest },
      found: async () => {
        const digested = await digestOfResults(results);
        return 'problem' in digested ? digested : { sha256: digested.hex };
      },
    },
  ];
  if (data !== undefined) {
    const path = at(data);
    const stated = dependency(dependencyNames.data);
    all.push({ what: 'data', path, stated, found: () => digestsOfData(path) });
  }
  if (given !== undefined) {
    const path = at(given);
    const stated = dependency(dependencyNames.package);
    all.push({ what: 'package', path, stated, found: () => digestsOfPackage(path, limits) });
  }
  if (fragmentDigests !== undefined) {
    const path = at(fragmentDigests);
    const stated = digestsOf(runDetails.byproducts ?? [], fragmentDigestsFile);
    all.push({
      ...{ what: 'digests of fragments', path, stated },
      found: async () => ({ sha256: (await digestOfFile(path)).hex }),
    });
  }
  return all;
}

async function digestsOfData(path: string): Promise<DigestSet | { readonly problem: string }> {
  if (!(await stat(exactPath(path))).isDirectory()) return { sha256: (await digestOfFile(path)).hex };
  const folder = await hashedFolder(path);
  if (folder === null)
    return { problem: `${inertLine(path)} has something that is neither a file nor a folder` };
  return dataDigests(folder.digest, true);
}

async function digestsOfPackage(
  path: string,
  limits: Limits,
): Promise<DigestSet | { readonly problem: string }> {
  const loaded = await loadPackage(path, limits);
  if (loaded.kind === 'wrong-usage') throw new UsageError(loaded.message);
  if (loaded.source === null) return { problem: `${inertLine(path)} cannot be read as a package` };
  return { [ownAlgorithms.package]: hexOf(loaded.source.digest) };
}

/** Every digest that was computed must be the one that is stated, and at least one must be. */
async function compare({ what, path, stated, found }: Compared): Promise<void> {
  if (stated === undefined) throw new Refused(`The statement says nothing of ${what}.`);
  const digests = await found().catch((error: NodeJS.ErrnoException) => missing(path, error));
  if ('problem' in digests) throw new Refused(`${digests.problem}.`);
  for (const [algorithm, hex] of Object.entries(digests)) {
    const expected = stated[algorithm];
    if (expected === hex) continue;
    const said = expected === undefined ? 'no such digest' : inertLine(expected.slice(0, 64));
    throw new Refused(
      `${inertLine(path)} is not the ${what} of the statement: its ${algorithm} is ${hex}, the statement has ${said}.`,
    );
  }
}

function tell(
  statement: Statement,
  key: KeyObject,
  all: readonly Compared[],
  { json }: VerifyFlags,
  io: CliIo,
): void {
  const compared = all.map(({ what }) => what);
  if (json === true) {
    io.stdout.write(
      `${inertJson(JSON.stringify({ verified: true, keyid: keyIdOf(key), compared, statement }))}\n`,
    );
    return;
  }
  const { buildDefinition, runDetails } = statement.predicate;
  const offered = [
    ['data', '--data', digestsOf(buildDefinition.resolvedDependencies, dependencyNames.data)],
    ['package', '--package', digestsOf(buildDefinition.resolvedDependencies, dependencyNames.package)],
  ] as const;
  const left = offered.filter(([what, , stated]) => stated !== undefined && !compared.includes(what));
  const hint =
    left.length === 0
      ? ''
      : `; not compared: ${left.map(([what, option]) => `the ${what} (${option})`).join(', ')}`;
  const job = inertLine(runDetails.metadata.invocationId.slice(0, 64));
  io.stdout.write(`verified  ${compared.join(', ')} of the job ${job}${hint}\n`);
}
