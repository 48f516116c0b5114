import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { Counter, Histogram, type Registry } from 'prom-client';

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];
/** For what no route took. */
const noRoute = 'none';

/**
 * Counts requests by route, method and status, and how long their answers took to their end; of streams of events and
 * downloads that is as long as they are read, so those are counted alone. Every route is there from the beginning, so
 * that a rate is seen with the first failure.
 */
export class HttpMeter {
  readonly #requests: Counter;
  readonly #seconds: Histogram;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#requests = new Counter({
      name: 'butcher_http_requests_total',
      help: 'Requests that were answered, by route and status',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'butcher_http_request_seconds',
      help: 'From a request to the end of its answer, without uploads, downloads and streams of events',
      labelNames: ['route'],
      buckets,
      registers,
    });
    for (const status of ['404', '405', '501'])
      this.#requests.inc({ method: 'GET', route: noRoute, status }, 0);
  }

  /** A hook. */
  readonly onRoute = ({ url, method, config }: RouteOptions): void => {
    for (const each of [method].flat())
      for (const status of ['200', '500']) this.#requests.inc({ method: each, route: url, status }, 0);
    if (config?.holds === undefined) this.#seconds.zero({ route: url });
  };

  /** A hook. */
  readonly onResponse = async (
    { method, routeOptions, is404 }: FastifyRequest,
    { statusCode, elapsedTime }: FastifyReply,
  ): Promise<void> => {
    const route = is404 ? noRoute : (routeOptions.url ?? noRoute);
    // A method that nobody knows is the sender's to choose, and would make ever more series.
    const known = is404 && !['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method);
    this.#requests.inc({ method: known ? 'other' : method, route, status: String(statusCode) });
    if (routeOptions.config?.holds === undefined) this.#seconds.observe({ route }, elapsedTime / 1000);
  };
}
