import Type from 'typebox';
import { limitNames } from '../../model/limits.ts';
import { tokenScopes } from '../../store/token-scopes.ts';
import { Costs } from './job-answers.ts';
import { count, exactly, name, nullable, oneOf, shared, timeMs } from './shapes.ts';

const seenAccount = {
  name,
  admin: Type.Boolean(),
  createdAtMs: timeMs,
  blocked: nullable(
    exactly({
      sinceMs: timeMs,
      reason: Type.String(),
      stops: Type.Boolean({ description: 'What ran of it was stopped, too.' }),
    }),
  ),
  strikes: count,
  settings: exactly(
    {
      quotaBytes: Type.Optional(count),
      slots: Type.Optional(count),
      weight: Type.Optional(count),
      queuedJobs: Type.Optional(count),
      requestsPerSecond: Type.Optional(count),
      requestBurst: Type.Optional(count),
      limits: Type.Optional(
        exactly(Object.fromEntries(limitNames.map((limit) => [limit, Type.Optional(Type.Number())]))),
      ),
    },
    { description: 'What was decided for this account; what is left out is as the chief has it for all.' },
  ),
  costs: Costs,
};
const Account = exactly(seenAccount);

/** An account as it was just blocked. */
export const blockedAccount = exactly({
  account: shared('Account'),
  already: Type.Boolean({ description: 'It was blocked before; that reason and time stay.' }),
});

const Usage = exactly(
  {
    packageBytes: count,
    datasetBytes: count,
    libraryBytes: count,
    jobBytes: count,
    cacheBytes: count,
    bundleBytes: count,
    auditBytes: count,
    incomingBytes: count,
    runningBytes: count,
  },
  { description: 'What an account has, in bytes; content that several own counts for each.' },
);

const AccountInUse = exactly({ ...seenAccount, usage: shared('Usage') });

const token = {
  id: Type.String(),
  account: name,
  label: Type.String({ description: 'What it is for.' }),
  scopes: Type.Array(oneOf(tokenScopes)),
};

const Token = exactly({
  ...token,
  createdAtMs: timeMs,
  expiresAtMs: nullable(timeMs),
  revokedAtMs: nullable(timeMs),
  lastUsedAtMs: nullable(timeMs),
  lastUsedFrom: nullable(Type.String({ description: 'The address that it was last used from.' })),
});

const shownToken = {
  ...token,
  token: Type.String({ description: 'Shown this once.' }),
  expiresAtMs: nullable(timeMs),
};

/** A token as it was just made. */
export const issuedToken = exactly(shownToken);
export const madeToken = exactly({ ...shownToken, madeAccount: Type.Boolean() });

const AuditRow = exactly({
  sequence: count,
  atMs: timeMs,
  actor: Type.String({ description: 'An account, or `operator` for a command on the machine, or `chief`.' }),
  from: nullable(Type.String({ description: 'The address that it was asked from.' })),
  token: nullable(Type.String({ description: 'Id of the token that it was asked with.' })),
  account: nullable(Type.String()),
  action: Type.String(),
  subject: nullable(Type.String()),
  detail: Type.String(),
});

/** Accounts, and what operators see of them; between the last two the document has webhooks. */
export const accountAnswers = { Account, Usage, AccountInUse, Token };
export const auditAnswers = { AuditRow };
