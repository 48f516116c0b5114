import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { MendedSubmission } from '../../chief/chief.ts';
import { checkMatch, tagged } from '../download/tagged.ts';
import { callerOf } from '../guards/authenticate.ts';
import { untilClosed } from '../guards/when-over.ts';
import type { HttpParts } from '../http-parts.ts';
import { granted, HttpProblem, packageRefused } from '../http-problem.ts';
import { expiring, presented, presentedPage } from '../present.ts';
import { jobCountsByState } from '../schemas/job-answers.ts';
import {
  bulkBody,
  cancelBody,
  idParams,
  jobsQuery,
  jobsWanted,
  rerunBody,
  resumeBody,
  submissionBody,
} from '../schemas/requests.ts';
import { json, nothing, page, problems, unchangedAnswer, wrapped } from '../schemas/responses.ts';
import { exactly, shared } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['jobs'];
const filterDescription =
  'With a filter a page may be short, or empty, and `next` not null all the same: then ask on.';

export async function jobRoutes(app: HttpApp, { chief }: HttpParts): Promise<void> {
  const shown = expiring(() => chief.terms.retention);
  const find = (request: FastifyRequest, id: string) => chief.job(callerOf(request), id);
  const unchanged = (request: FastifyRequest, id: string) =>
    checkMatch(request, async () => {
      const job = await find(request, id);
      return 'kind' in job ? job : { job: shown.job(job) };
    });

  app.post(
    '/jobs',
    {
      schema: {
        tags,
        operationId: 'submitJob',
        summary: 'Submit a job',
        body: submissionBody,
        response: { 202: wrapped('job', 'Job', 'In the queue, and on disk.'), ...problems },
      },
    },
    async (request, reply) => {
      const { job } = granted(await chief.submit(callerOf(request), request.body));
      reply.code(202).header('location', `/api/v1/jobs/${job.id}`);
      return { job: shown.job(job) };
    },
  );

  app.get(
    '/jobs',
    {
      schema: {
        tags,
        operationId: 'listJobs',
        summary: 'List jobs, newest first',
        description: filterDescription,
        querystring: jobsQuery,
        response: { 200: page('Job', 'One page.'), ...problems },
      },
    },
    async (request) =>
      presentedPage(await chief.jobs(callerOf(request), jobsWanted(request.query)), shown.job),
  );

  app.get(
    '/jobs/rows',
    {
      schema: {
        tags,
        operationId: 'listJobRows',
        summary: 'List jobs, newest first, with what a row of a list shows',
        querystring: jobsQuery,
        response: { 200: page('JobRow', 'One page.'), ...problems },
      },
    },
    async (request) =>
      presentedPage(await chief.jobRows(callerOf(request), jobsWanted(request.query)), presented),
  );

  app.get(
    '/jobs/counts',
    {
      schema: {
        tags,
        operationId: 'countJobs',
        summary: 'Count jobs by state',
        querystring: exactly({ account: jobsQuery.properties.account }),
        response: {
          200: json(exactly({ counts: jobCountsByState }), 'Those that you may see.'),
          ...problems,
        },
      },
    },
    async (request) => ({
      counts: await chief.jobCounts(callerOf(request), request.query.account ?? null),
    }),
  );

  app.get(
    '/jobs/:id',
    {
      compress: false,
      schema: {
        tags,
        operationId: 'getJob',
        summary: 'See a job',
        params: idParams,
        response: { 200: wrapped('job', 'Job', 'The job as it is now.'), 304: unchangedAnswer, ...problems },
      },
    },
    async (request, reply) =>
      tagged(request, reply, { job: shown.job(granted(await find(request, request.params.id))) }),
  );

  app.delete(
    '/jobs/:id',
    {
      config: { scopes: ['author', 'operator'], matches: true },
      schema: {
        tags,
        operationId: 'deleteJob',
        summary: 'Delete a job that has ended, with its results',
        params: idParams,
        response: { 204: nothing('Deleted.'), ...problems },
      },
    },
    async (request, reply) => {
      await unchanged(request, request.params.id);
      granted(await chief.deleteJob(callerOf(request), request.params.id));
      return reply.code(204).send();
    },
  );

  app.post(
    '/jobs/bulk',
    {
      config: { takesNoTurn: true, scopes: ['author', 'operator'] },
      schema: {
        tags,
        operationId: 'actOnJobs',
        summary: 'Cancel, delete or resume many jobs',
        description:
          'Answers when all is done, with what came of it for each, in their order. Where the connection is closed before, ' +
          'what was not begun is left.',
        body: bulkBody,
        response: {
          200: json(exactly({ items: Type.Array(shared('BulkItem')) }), 'Done, or not.'),
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { action, ids, reason = null } = request.body;
      const asked = { action, ids, reason };
      const items = await chief.bulk(callerOf(request), asked, untilClosed(reply));
      return {
        items: items.map(({ id, problem }) => ({
          id,
          done: problem === null,
          problem:
            problem === null ? null : { code: problem.code, detail: problem.message, help: problem.help },
        })),
      };
    },
  );

  app.post(
    '/jobs/:id/rerun',
    {
      schema: {
        tags,
        operationId: 'rerunJob',
        summary: 'Run a job again, as a new one',
        description:
          'With what is left out as in the job. Limits change one by one, any other option as a whole. The job may be in any state and stays as it is.',
        params: idParams,
        body: rerunBody,
        response: { 202: wrapped('job', 'Job', 'The new job, in the queue.'), ...problems },
      },
    },
    async (request, reply) => {
      const { job } = granted(await chief.rerun(callerOf(request), request.params.id, request.body ?? {}));
      reply.code(202).header('location', `/api/v1/jobs/${job.id}`);
      return { job: shown.job(job) };
    },
  );

  app.post(
    '/jobs/:id/cancel',
    {
      config: { takesNoTurn: true, scopes: ['author', 'operator'], matches: true },
      schema: {
        tags,
        operationId: 'cancelJob',
        summary: 'Cancel a job',
        description: 'Answers when nothing of it runs any more. It can be resumed.',
        params: idParams,
        body: cancelBody,
        response: { 200: wrapped('job', 'Job', 'Cancelled.'), ...problems },
      },
    },
    async (request) => {
      await unchanged(request, request.params.id);
      const { job } = granted(
        await chief.cancel(callerOf(request), request.params.id, request.body?.reason ?? null),
      );
      return { job: shown.job(job) };
    },
  );

  app.post(
    '/jobs/:id/resume',
    {
      config: { scopes: ['author', 'operator'], matches: true },
      schema: {
        tags,
        operationId: 'resumeJob',
        summary: 'Resume a job that failed or was cancelled',
        description: [
          'It goes on where it was: fragments that were processed are not processed again.',
          'With `package` it goes on with mended code, which is checked first.',
          'Then results are kept where nothing that the splitter and the processor load has changed,',
          'those of fragments that a changed splitter yields as they were, and none of a changed processor.',
        ].join(' '),
        params: idParams,
        body: resumeBody,
        response: { 202: wrapped('job', 'Job', 'In the queue again.'), ...problems },
      },
    },
    async (request, reply) => {
      await unchanged(request, request.params.id);
      const outcome = granted(
        await chief.resume(callerOf(request), request.params.id, mendedIn(request.body)),
      );
      if (outcome.kind === 'refused') throw packageRefused(outcome.report, 'and the job is as it was');
      reply.code(202);
      return { job: shown.job(outcome.job) };
    },
  );
}

/** The mended package that a request to go on names; null: the job keeps its own. */
function mendedIn(
  body: { readonly package?: string; readonly keepResults?: boolean } | null | undefined,
): MendedSubmission | null {
  const { package: digest, keepResults } = body ?? {};
  if (digest !== undefined) return { package: digest, ...(keepResults === undefined ? {} : { keepResults }) };
  if (keepResults === undefined) return null;
  throw new HttpProblem('bad-request', 'keepResults has a meaning only with a package.');
}
