import type { Role } from '../../src/bridge/messages.ts';
import { overlayPlace, overlayRuntime } from '../../src/runtime/overlay.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';

/**
 * The same runtime, some of whose sandboxes are as if on another machine, `elsewhere`: they share no files of segments
 * with the chief, and say what they wait for. `nth` counts the sandboxes of a role from 1.
 */
export function partlyRemote(runtime: Runtime, isRemote: (role: Role, nth: number) => boolean): Runtime {
  const started: Record<Role, number> = { splitter: 0, worker: 0, merger: 0 };
  return overlayRuntime(runtime, {
    openJob: async (spec) => {
      const place = await runtime.openJob(spec);
      return overlayPlace(place, {
        start: async (request) => {
          started[request.role] += 1;
          if (!isRemote(request.role, started[request.role])) return place.start(request);
          request.onWait?.('a machine of the test');
          const sandbox = await place.start({ ...request, segment: null });
          return Object.assign(sandbox, { node: 'elsewhere', paths: { ...sandbox.paths, segments: null } });
        },
      });
    },
  });
}
