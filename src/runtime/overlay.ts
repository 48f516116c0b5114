import type { JobPlace, Runtime } from './runtime.ts';

/** The same runtime with other methods where `changes` has some. */
export function overlayRuntime(runtime: Runtime, changes: Partial<Omit<Runtime, 'kind'>>): Runtime {
  return {
    kind: runtime.kind,
    describe: () => runtime.describe(),
    prepareImage: (request) => runtime.prepareImage(request),
    warmUp: (spec) => runtime.warmUp(spec),
    openJob: (spec) => runtime.openJob(spec),
    sweep: () => runtime.sweep(),
    freeLayers: (wish) => runtime.freeLayers(wish),
    capacity: (limits) => runtime.capacity(limits),
    onCapacity: (listener) => runtime.onCapacity(listener),
    close: () => runtime.close(),
    ...changes,
  };
}

/** The same place of a job with other methods where `changes` has some. */
export function overlayPlace(place: JobPlace, changes: Partial<JobPlace>): JobPlace {
  return {
    start: (request) => place.start(request),
    startAhead: (workers) => place.startAhead(workers),
    close: () => place.close(),
    ...changes,
  };
}
