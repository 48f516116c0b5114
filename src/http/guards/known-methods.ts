import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { HttpProblem } from '../http-problem.ts';

/** Methods of RFC 9110 and RFC 5789: what is served somewhere, or could be. */
const recognized: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

interface ServedPath {
  /** Of the address of a route such as `/jobs/:id`, or `/docs/static/*`. */
  readonly parts: readonly string[];
  readonly methods: Set<string>;
}

/**
 * Hooks by which a request that no route takes is told why: 404 where nothing is at its address, 405 with `Allow` where
 * other methods are, 501 for a method that is not recognized at all. OPTIONS tells what is allowed.
 */
export function knownMethods() {
  const paths = new Map<string, ServedPath>();
  return {
    onRoute({ url, method }: RouteOptions): void {
      const path = paths.get(url) ?? { parts: url.split('/'), methods: new Set() };
      paths.set(url, path);
      for (const each of [method].flat()) path.methods.add(each);
    },

    async onRequest({ is404, method, url }: FastifyRequest, reply: FastifyReply): Promise<unknown> {
      if (!is404) return;
      if (!recognized.includes(method))
        throw new HttpProblem('not-implemented', 'This server does not know the method of the request.');
      const [path = ''] = url.split('?', 1);
      const methods = [...paths.values()]
        .filter(({ parts }) => isAt(path.split('/'), parts))
        .flatMap((served) => [...served.methods]);
      if (methods.length === 0)
        throw new HttpProblem('not-found', `There is nothing at this address for ${method}.`);
      const allow = [...new Set([...methods, 'OPTIONS'])].sort().join(', ');
      if (method === 'OPTIONS') return reply.code(204).header('allow', allow).send();
      const headers = { allow };
      throw new HttpProblem('method-not-allowed', `Nothing at this address takes ${method}.`, { headers });
    },
  };
}

function isAt(path: readonly string[], route: readonly string[]): boolean {
  const rest = route.indexOf('*');
  if (rest === -1 ? path.length !== route.length : path.length < route.length) return false;
  const fixed = rest === -1 ? route : route.slice(0, rest);
  return fixed.every((part, index) => (part.startsWith(':') ? path[index] !== '' : part === path[index]));
}
