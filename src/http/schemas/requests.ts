import Type, { type Static } from 'typebox';
import type { JobsWanted } from '../../chief/chief.ts';
import { mostFingerprint } from '../../chief/content/partial-upload.ts';
import { mostFirstFragments } from '../../model/job-limits.ts';
import { type JobState, jobStates } from '../../model/job-report.ts';
import { limitCatalogue, limitNames } from '../../model/limits.ts';
import { mostReasonCharacters } from '../../store/accounts.ts';
import { auditActions } from '../../store/audit.ts';
import type { PageRequest } from '../../store/page.ts';
import { tokenScopes } from '../../store/token-scopes.ts';
import { digest, exactly, id, name, nullable, oneOf } from './shapes.ts';

const largestPage = 1000;
const fileName = Type.String({ minLength: 1, maxLength: 255 });

/** The part of a list that is wanted. */
const page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: largestPage, default: 100 })),
  cursor: Type.Optional(
    Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: 'The `next` of the page before.' }),
  ),
};

export const pageQuery = exactly(page);
/** Of a list by name. */
export const namedPageQuery = exactly({
  limit: page.limit,
  cursor: Type.Optional({ ...name, description: 'The `next` of the page before.' }),
});

export const digestParams = exactly({ digest });
export const idParams = exactly({ id });
export const tokenParams = exactly({ id: Type.String({ pattern: '^[0-9a-f]{12}$' }) });
export const nameParams = exactly({ name });
export const fragmentParams = exactly({
  id,
  n: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
});

export const packageQuery = exactly({
  name: Type.Optional({
    ...fileName,
    description: 'Name of the file, for a package that does not name itself.',
  }),
});

export const packageFileQuery = exactly({
  path: Type.String({ minLength: 1, maxLength: 4096, description: 'Of the file, as the list has it.' }),
});

export const datasetQuery = exactly({
  name: Type.Optional({
    ...fileName,
    description: 'What user code sees it under; else the name in the form.',
  }),
  digest: Type.Optional({
    ...digest,
    description: 'Of content that this account has already: then there is no body, and 404 where it has not.',
  }),
  folder: Type.Optional(
    Type.Boolean({ default: false, description: 'The body is a tar or tar.gz to unpack.' }),
  ),
});

export const uploadBegun = exactly({
  kind: oneOf(['dataset', 'package']),
  name: { ...fileName, description: 'Of the dataset, or the file name of the package.' },
  folder: Type.Optional(
    Type.Boolean({ default: false, description: 'The body is a tar or tar.gz to unpack, for a dataset.' }),
  ),
  bytes: Type.Optional(
    nullable(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Of the whole body, where that is known.',
      }),
    ),
  ),
  fingerprint: Type.Optional(
    nullable(
      Type.String({
        minLength: 1,
        maxLength: mostFingerprint,
        description: 'What the sender will know the same body by; the chief only keeps it.',
      }),
    ),
  ),
});

export const jobsQuery = exactly({
  ...page,
  state: Type.Optional(
    Type.String({
      pattern: `^(${jobStates.join('|')})(,(${jobStates.join('|')}))*$`,
      description: 'Only jobs in these states, separated by commas.',
    }),
  ),
  account: Type.Optional({ ...name, description: 'Whose; of others only an operator sees any.' }),
  package: Type.Optional({ ...digest, description: 'Only jobs of this package.' }),
  dataset: Type.Optional({ ...id, description: 'Only jobs with this dataset.' }),
  text: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'In the name, the id or the name of the dataset; A to Z as a to z.',
    }),
  ),
  since: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Submitted then or later, in ms since the epoch.' }),
  ),
  until: Type.Optional(Type.Integer({ minimum: 0, description: 'Submitted before then.' })),
});

export const fragmentsQuery = exactly({ ...page, state: Type.Optional(oneOf(['failed', 'skipped'])) });

const key = Type.String({
  pattern: '^[A-Za-z0-9_-]{0,8192}$',
  description: 'All bytes of a path in base64url, as lists have it.',
});

export const resultsFolderQuery = exactly({
  ...page,
  folder: Type.Optional({ ...key, description: 'Key of the folder; left out: the top.' }),
});

export const resultFileQuery = exactly({
  key: Type.Optional(key),
  path: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 4096,
      description: 'In place of a key, where the path is UTF-8.',
    }),
  ),
});

export const logsQuery = exactly({
  role: Type.Optional(oneOf(['splitter', 'worker', 'merger'])),
  worker: Type.Optional(Type.Integer({ minimum: 1 })),
  fragment: Type.Optional(Type.Integer({ minimum: 1 })),
  since: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Printed then or later, in ms since the epoch.' }),
  ),
  until: Type.Optional(Type.Integer({ minimum: 0, description: 'Printed before then.' })),
  stream: Type.Optional(
    oneOf(['stdout', 'stderr'], { description: '`stdout`: what is not known to be of `sys.stderr`.' }),
  ),
  text: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'In the line, capitals or not.' }),
  ),
  tail: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1000,
      description: 'Only so many, the last; at most 4 MiB of them.',
    }),
  ),
});

export const eventsHeaders = Type.Object({
  'last-event-id': Type.Optional(Type.String({ maxLength: 100, description: 'Go on after this event.' })),
});

const limit = Type.Union([Type.Number(), Type.String({ maxLength: 40 })]);

const options = exactly({
  workers: Type.Optional(Type.Integer({ minimum: 1 })),
  ordered: Type.Optional(Type.Boolean()),
  resume: Type.Optional(Type.Boolean()),
  retries: Type.Optional(Type.Integer({ minimum: 0 })),
  onError: Type.Optional(oneOf(['fail', 'skip'])),
  maxFailed: Type.Optional(
    nullable(Type.Union([Type.Integer({ minimum: 0 }), Type.String({ maxLength: 40 })])),
  ),
  limits: Type.Optional(
    exactly(
      Object.fromEntries(
        limitNames.map((key) => [key, Type.Optional({ ...limit, description: limitCatalogue[key].meaning })]),
      ),
    ),
  ),
  ociRuntime: Type.Optional(nullable(Type.String({ maxLength: 64 }))),
  strictResults: Type.Optional(Type.Boolean()),
  fragmentDigests: Type.Optional(
    Type.Boolean({ description: 'Keep the digest of each fragment’s result, which the provenance names.' }),
  ),
  firstFragments: Type.Optional(
    nullable(
      Type.Integer({
        minimum: 1,
        maximum: mostFirstFragments,
        description:
          'Only so many fragments, the first, to see how they go: with one worker, and no results are kept.',
      }),
    ),
  ),
  params: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description:
        'The parameters that the package declares, by name; what is left out has its default. At most 32 KiB as JSON.',
    }),
  ),
});

export const submissionBody = exactly({
  package: { ...digest, description: 'Digest of a package that was uploaded.' },
  dataset: Type.Optional(nullable({ ...id, description: 'Id of a dataset that was uploaded.' })),
  name: Type.Optional({ ...name, description: 'Name of the job; else that of the package.' }),
  options: Type.Optional(options),
});

/** What is left out is as it was in the job; null for the dataset: none. */
export const rerunBody = nullable(
  exactly({
    package: Type.Optional(digest),
    dataset: Type.Optional(nullable(id)),
    name: Type.Optional(name),
    options: Type.Optional(options),
  }),
);

export const bulkBody = exactly({
  action: oneOf(['cancel', 'delete', 'resume']),
  ids: Type.Array(id, { minItems: 1, maxItems: 200, uniqueItems: true }),
  reason: Type.Optional(Type.String({ description: 'Why they are cancelled, as for one job.' })),
});

/** A body that may be left out. */
export const cancelBody = nullable(
  exactly({
    reason: Type.Optional(
      Type.String({ description: 'Why, for the one whose job it is; 200 characters of it are kept.' }),
    ),
  }),
);
export const resumeBody = nullable(
  exactly({
    package: Type.Optional({
      ...digest,
      description: 'Digest of a package that was uploaded: mended code, with which the job goes on.',
    }),
    keepResults: Type.Optional(
      Type.Boolean({
        description: 'With `package`: what was processed counts although the processor has changed.',
      }),
    ),
  }),
);

export const blockBody = exactly({
  reason: Type.String({ maxLength: mostReasonCharacters, description: 'Told to the account; not blank.' }),
  stop: Type.Optional(
    Type.Boolean({ default: false, description: 'Cancel what the account has running, too.' }),
  ),
});

const ownSetting = Type.Optional(nullable(limit));

/** What is decided for one account. */
export const settingsBody = exactly({
  settings: exactly({
    quotaBytes: ownSetting,
    slots: ownSetting,
    weight: ownSetting,
    queuedJobs: ownSetting,
    requestsPerSecond: ownSetting,
    requestBurst: ownSetting,
    limits: Type.Optional(exactly(Object.fromEntries(limitNames.map((key) => [key, ownSetting])))),
  }),
});

export const tokenBody = exactly({
  account: name,
  admin: Type.Optional(Type.Boolean({ description: 'Make the account an admin where it is new.' })),
  expires: Type.Optional(Type.String({ maxLength: 20, description: 'Such as `30d` or `12h`; else never.' })),
  label: Type.Optional(Type.String({ maxLength: 100, description: 'What it is for.' })),
  scopes: Type.Optional(
    Type.Array(oneOf(tokenScopes), {
      minItems: 1,
      maxItems: tokenScopes.length,
      description: 'What it may do; else `author`, or `admin` for an admin’s account.',
    }),
  ),
});

export const accountQuery = exactly({ account: Type.Optional(name) });
export const tokensQuery = exactly({ ...page, account: Type.Optional(name) });
const moment = Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));

/** Which rows of the audit trail are wanted. */
const auditFilter = {
  account: Type.Optional(name),
  actor: Type.Optional(name),
  action: Type.Optional(oneOf(auditActions)),
  subject: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  sinceMs: moment,
  untilMs: moment,
};

export const auditQuery = exactly({ ...page, ...auditFilter });
export const auditExportQuery = exactly(auditFilter);

/** What a list is asked for, as the stores take it. */
export function pageRequest(query: { limit?: number; cursor?: string }): {
  readonly limit: number;
  readonly before?: number;
} {
  const { limit = 100, cursor } = query;
  return cursor === undefined ? { limit } : { limit, before: Number(cursor) };
}

/** Which jobs are wanted, as the chief takes it. */
export function jobsWanted(query: Static<typeof jobsQuery>): PageRequest & JobsWanted {
  const { state, since, until, limit, cursor, ...rest } = query;
  return {
    ...rest,
    ...pageRequest({ ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) }),
    ...(state !== undefined && { states: state.split(',') as JobState[] }),
    ...(since !== undefined && { sinceMs: since }),
    ...(until !== undefined && { untilMs: until }),
  };
}
