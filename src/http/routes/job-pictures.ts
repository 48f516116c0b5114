import { Readable } from 'node:stream';
import { eventStream } from '../download/event-stream.ts';
import { callerOf } from '../guards/authenticate.ts';
import { untilOver } from '../guards/open-access.ts';
import type { HttpParts } from '../http-parts.ts';
import { granted } from '../http-problem.ts';
import { idParams } from '../schemas/requests.ts';
import { eventLines, json, problems, wrapped } from '../schemas/responses.ts';
import { exactly, shared } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['jobs'];

/** How jobs go, and went, in a size that does not grow with them. */
export async function jobPictureRoutes(app: HttpApp, { chief, clock, settings }: HttpParts): Promise<void> {
  app.get(
    '/jobs/:id/timeline',
    {
      schema: {
        tags,
        operationId: 'getJobPicture',
        summary: 'See where the fragments of a job are, and what its containers are at',
        params: idParams,
        response: { 200: wrapped('timeline', 'Timeline', 'As it is now, or was at its end.'), ...problems },
      },
    },
    async (request) => ({
      timeline: granted(await chief.pictures.timeline(callerOf(request), request.params.id)),
    }),
  );

  app.get(
    '/jobs/:id/timeline/events',
    {
      config: { holds: 'stream' },
      schema: {
        tags,
        operationId: 'followJobPicture',
        summary: 'Follow where the fragments of a job are',
        description: 'Server-sent events `timeline`, each a whole Timeline, at most four a second.',
        params: idParams,
        response: { 200: eventLines('Timeline', 'Until the job neither waits nor runs.'), ...problems },
      },
    },
    async (request, reply) => {
      reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no');
      const signal = untilOver(request, reply);
      const events = granted(await chief.pictures.follow(callerOf(request), request.params.id, signal));
      if (request.method === 'HEAD') return reply.send();
      const lines = eventStream(events, settings.heartbeatMs, clock);
      return reply.send(Readable.from(lines, { objectMode: false, highWaterMark: 64 * 1024 }));
    },
  );

  app.get(
    '/jobs/:id/samples',
    {
      schema: {
        tags,
        operationId: 'getJobHistory',
        summary: 'See how a job went over the time that it ran',
        params: idParams,
        response: { 200: json(exactly({ samples: shared('Samples') }), 'At most 512 bins.'), ...problems },
      },
    },
    async (request) => granted(await chief.pictures.samples(callerOf(request), request.params.id)),
  );

  app.get(
    '/jobs/:id/trial',
    {
      schema: {
        tags,
        operationId: 'getTrial',
        summary: 'See what the first fragments of a job came to',
        description: 'Of a job that was submitted with `firstFragments`, once it has ended.',
        params: idParams,
        response: {
          200: wrapped('trial', 'Trial', 'Each fragment, and an estimate of the whole.'),
          ...problems,
        },
      },
    },
    async (request) => ({
      trial: granted(await chief.pictures.trial(callerOf(request), request.params.id)),
    }),
  );
}
