import type { JobState } from '../../model/job-report.ts';
import { callerOf } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { granted } from '../http-problem.ts';
import { presented, presentedPage } from '../present.ts';
import {
  cancelBody,
  idParams,
  jobsQuery,
  pageRequest,
  resumeBody,
  submissionBody,
} from '../schemas/requests.ts';
import { nothing, page, problems, wrapped } from '../schemas/responses.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['jobs'];

export async function jobRoutes(app: HttpApp, { chief }: HttpParts): Promise<void> {
  app.post(
    '/jobs',
    {
      schema: {
        tags,
        summary: 'Submit a job',
        body: submissionBody,
        response: { 202: wrapped('job', 'Job', 'In the queue, and on disk.'), ...problems },
      },
    },
    async (request, reply) => {
      const { job } = granted(await chief.submit(callerOf(request), request.body));
      reply.code(202).header('location', `/api/v1/jobs/${job.id}`);
      return { job: presented(job) };
    },
  );

  app.get(
    '/jobs',
    {
      schema: {
        tags,
        summary: 'List jobs, newest first',
        querystring: jobsQuery,
        response: { 200: page('Job', 'One page.'), ...problems },
      },
    },
    async (request) => {
      const { state, ...rest } = request.query;
      const states = state === undefined ? {} : { states: state.split(',') as JobState[] };
      return presentedPage(
        await chief.jobs(callerOf(request), { ...pageRequest(rest), ...states }),
        presented,
      );
    },
  );

  app.get(
    '/jobs/:id',
    {
      schema: {
        tags,
        summary: 'See a job',
        params: idParams,
        response: { 200: wrapped('job', 'Job', 'The job as it is now.'), ...problems },
      },
    },
    async (request) => ({ job: presented(granted(await chief.job(callerOf(request), request.params.id))) }),
  );

  app.delete(
    '/jobs/:id',
    {
      schema: {
        tags,
        summary: 'Delete a job that has ended, with its results',
        params: idParams,
        response: { 204: nothing('Deleted.'), ...problems },
      },
    },
    async (request, reply) => {
      granted(await chief.deleteJob(callerOf(request), request.params.id));
      return reply.code(204).send();
    },
  );

  app.post(
    '/jobs/:id/cancel',
    {
      config: { takesNoTurn: true },
      schema: {
        tags,
        summary: 'Cancel a job',
        description: 'Answers when nothing of it runs any more. It can be resumed.',
        params: idParams,
        body: cancelBody,
        response: { 200: wrapped('job', 'Job', 'Cancelled.'), ...problems },
      },
    },
    async (request) => {
      const { job } = granted(
        await chief.cancel(callerOf(request), request.params.id, request.body?.reason ?? null),
      );
      return { job: presented(job) };
    },
  );

  app.post(
    '/jobs/:id/resume',
    {
      schema: {
        tags,
        summary: 'Resume a job that failed or was cancelled',
        description: 'It goes on where it was: fragments that were processed are not processed again.',
        params: idParams,
        body: resumeBody,
        response: { 202: wrapped('job', 'Job', 'In the queue again.'), ...problems },
      },
    },
    async (request, reply) => {
      const { job } = granted(await chief.resume(callerOf(request), request.params.id));
      reply.code(202);
      return { job: presented(job) };
    },
  );
}
