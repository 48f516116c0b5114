import { Readable } from 'node:stream';
import Type from 'typebox';
import { eventStream } from '../download/event-stream.ts';
import { sendFile } from '../download/send-file.ts';
import { callerOf } from '../guards/authenticate.ts';
import { untilOver } from '../guards/open-access.ts';
import type { HttpParts } from '../http-parts.ts';
import { granted } from '../http-problem.ts';
import { presentedPage } from '../present.ts';
import {
  eventsHeaders,
  fragmentParams,
  fragmentsQuery,
  idParams,
  jobsQuery,
  logsQuery,
  pageRequest,
} from '../schemas/requests.ts';
import { eventLines, json, nothing, page, problems, stream } from '../schemas/responses.ts';
import { count, exactly, shared } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['jobs'];

/** What jobs give out: events, logs, failures and failed fragments. */
export async function jobOutputRoutes(app: HttpApp, { chief, clock, settings }: HttpParts): Promise<void> {
  app.get(
    '/events',
    {
      config: { holds: 'stream' },
      schema: {
        tags,
        operationId: 'followJobs',
        summary: 'Follow all your jobs',
        description:
          'Server-sent events. `jobs`: `rows` of jobs that have changed (`JobRow`), ids of jobs that are `gone`, and ' +
          '`missed` where more has changed than that; at most four a second. `counts`: how many jobs are in each ' +
          'state; the first event is one. Nothing is told again: list the jobs once the first event has come.',
        querystring: exactly({ account: jobsQuery.properties.account }),
        response: { 200: eventLines('JobsEvent', 'The events, without end.'), ...problems },
      },
    },
    async (request, reply) => {
      reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no');
      if (request.method === 'HEAD') return reply.send();
      const signal = untilOver(request, reply);
      const events = chief.followJobs(callerOf(request), request.query.account ?? null, signal);
      const lines = eventStream(events, settings.heartbeatMs, clock);
      return reply.send(Readable.from(lines, { objectMode: false, highWaterMark: 64 * 1024 }));
    },
  );

  app.get(
    '/jobs/:id/events',
    {
      config: { holds: 'stream' },
      schema: {
        tags,
        operationId: 'followJob',
        summary: 'Follow a job',
        description:
          'Server-sent events: `event` is the type, `data` one JSON object as `butcher run --json` prints it. ' +
          'The last is the report. With Last-Event-ID it goes on after that event.',
        params: idParams,
        headers: eventsHeaders,
        response: {
          200: eventLines('JobEvent', 'The events, until the job has ended.'),
          204: nothing('Last-Event-ID names the last one there will be.'),
          ...problems,
        },
      },
    },
    async (request, reply) => {
      reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no');
      const signal = untilOver(request, reply);
      const after = request.headers['last-event-id'] || null;
      const events = granted(await chief.events(callerOf(request), request.params.id, after, signal));
      if ('kind' in events) return reply.removeHeader('content-type').code(204).send();
      if (request.method === 'HEAD') return reply.send();
      const lines = eventStream(events, settings.heartbeatMs, clock);
      return reply.send(Readable.from(lines, { objectMode: false, highWaterMark: 64 * 1024 }));
    },
  );

  app.get(
    '/jobs/:id/logs',
    {
      config: { holds: 'download' },
      schema: {
        tags,
        operationId: 'getLogs',
        summary: 'Read what the code of a job printed',
        description:
          'One JSON object on each line: `atMs`, `role`, `worker`, `fragment`, `text`, and `stream` where it is `stderr`; no `atMs` where an earlier version wrote it. All that was kept, or the lines that the query lets through.',
        params: idParams,
        querystring: logsQuery,
        response: { 200: stream('application/x-ndjson', 'All that was kept.'), ...problems },
      },
    },
    async (request, reply) => {
      const { since, until, ...filter } = request.query;
      if (Object.keys(request.query).length > 0) {
        const wanted = {
          ...filter,
          ...(since !== undefined && { sinceMs: since }),
          ...(until !== undefined && { untilMs: until }),
        };
        const lines = granted(await chief.logLines(callerOf(request), request.params.id, wanted));
        return reply.type('application/x-ndjson').send(Readable.from(lines, { objectMode: false }));
      }
      const logs = granted(await chief.logs(callerOf(request), request.params.id));
      return sendFile(request, reply, logs, { type: 'application/x-ndjson' });
    },
  );

  app.get(
    '/jobs/:id/failures',
    {
      schema: {
        tags,
        operationId: 'listFailureGroups',
        summary: 'See how fragments of a job failed, the same failures together',
        description: 'Of the first 500 that are out of tries: `counted` of them, `of` all that there are.',
        params: idParams,
        response: {
          200: json(
            exactly({ groups: Type.Array(shared('FailureGroup')), counted: count, of: count }),
            'The largest group first.',
          ),
          ...problems,
        },
      },
    },
    async (request) => granted(await chief.failures(callerOf(request), request.params.id)),
  );

  app.get(
    '/jobs/:id/fragments',
    {
      schema: {
        tags,
        operationId: 'listFragments',
        summary: 'List the fragments of a job that are out of tries',
        params: idParams,
        querystring: fragmentsQuery,
        response: { 200: page('FailedFragment', 'One page, by number.'), ...problems },
      },
    },
    async (request) => {
      const { state, ...rest } = request.query;
      const { limit, before: after } = pageRequest(rest);
      const query = { limit, ...(after !== undefined && { after }), ...(state !== undefined && { state }) };
      const found = granted(await chief.fragments(callerOf(request), request.params.id, query));
      return presentedPage(found, (fragment) => fragment);
    },
  );

  app.get(
    '/jobs/:id/fragments/:n/bundle',
    {
      config: { holds: 'download' },
      schema: {
        tags,
        operationId: 'getBundle',
        summary: 'Download the replay bundle of a fragment',
        params: fragmentParams,
        response: { 200: stream('application/x-tar', 'For `butcher replay`.'), ...problems },
      },
    },
    async (request, reply) => {
      const { id, n } = request.params;
      const bundle = granted(await chief.bundle(callerOf(request), id, n));
      reply.type('application/x-tar').header('content-disposition', `attachment; filename="${id}-${n}.tar"`);
      return reply.send(bundle);
    },
  );
}
