import Type, { type TSchema } from 'typebox';
import { problemCatalogue } from '../../chief/problem.ts';
import { failureCatalogue } from '../../model/failures.ts';
import { limitNames } from '../../model/limits.ts';
import { httpProblems } from '../http-problem.ts';
import { accountAnswers, auditAnswers } from './account-answers.ts';
import { contentAnswers } from './content-answers.ts';
import { BusyWorkers, jobAnswers } from './job-answers.ts';
import { count, exactly, nullable, oneOf, position, shared } from './shapes.ts';
import { webhookAnswers } from './webhook-answers.ts';

/** Every code, once: some are failures of jobs and problems of requests alike. */
const codes = [
  ...new Set([httpProblems, problemCatalogue, failureCatalogue].flatMap((all) => Object.keys(all))),
].sort();

const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: oneOf(codes, { description: 'Never changes meaning.' }),
    detail: Type.String({ description: 'What is wrong, one sentence.' }),
    help: Type.String({ description: 'What to do about it.' }),
    request: Type.Optional(
      Type.String({
        description: 'Names the request in the log of the chief; also the header X-Request-Id.',
      }),
    ),
    report: Type.Optional(shared('CheckReport')),
  },
  { description: 'Why a request was not granted (RFC 9457).' },
);

const Finding = exactly(
  {
    rule: Type.String(),
    severity: oneOf(['error', 'warning']),
    message: Type.String(),
    help: Type.String(),
    file: Type.String(),
    line: position,
    column: position,
    endLine: position,
    endColumn: position,
  },
  { description: 'One thing wrong with a package. Lines and columns count from 1.' },
);

const CheckReport = exactly({
  findings: Type.Array(shared('Finding'), {
    description: 'The first 500, errors before warnings; `errors` and `warnings` count all.',
  }),
  errors: count,
  warnings: count,
  refused: Type.Boolean(),
});

const Failure = exactly({
  code: oneOf(Object.keys(failureCatalogue)),
  message: Type.String(),
  help: Type.String(),
  stage: oneOf(['checking', 'preparing', 'split', 'process', 'merge', 'finish', 'packing']),
  fragment: position,
  limit: nullable(Type.String()),
  observed: nullable(Type.Number()),
  file: nullable(Type.String()),
  line: position,
  traceback: nullable(Type.String()),
  bundle: nullable(Type.String()),
});

const Limits = exactly(Object.fromEntries(limitNames.map((limit) => [limit, Type.Number()])), {
  description: 'Bytes, seconds or plain counts, as their names say.',
});

const Envelope = exactly({
  payloadType: Type.String(),
  payload: Type.String({ description: 'The in-toto statement, in base64.' }),
  signatures: Type.Array(exactly({ keyid: Type.Optional(Type.String()), sig: Type.String() })),
});

const PublicKey = exactly({
  keyid: Type.String({ description: 'SHA-256 over the key in DER form, in hex.' }),
  publicKey: Type.String({ description: 'PEM.' }),
});

/** The shapes of answers, by the names that the OpenAPI document has them under. */
export const answers: Readonly<Record<string, TSchema>> = {
  BusyWorkers,
  Problem,
  Finding,
  CheckReport,
  Failure,
  Limits,
  ...contentAnswers,
  ...jobAnswers,
  ...accountAnswers,
  ...webhookAnswers,
  ...auditAnswers,
  Envelope,
  PublicKey,
};
