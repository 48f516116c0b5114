import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { EnginePool, EngineTask } from '../cluster/cluster-engine.ts';
import { inSequence } from './in-sequence.ts';
import { type ListedTask, replicasFor } from './replicas.ts';
import { placementConstraints } from './service-spec.ts';

/** What of a service's description is changed here. */
interface ServiceSpec {
  readonly TaskTemplate: { readonly Placement?: { readonly Constraints?: readonly string[] } };
}

const before: ReadonlySet<string> = new Set([
  ...['new', 'allocated', 'pending', 'assigned', 'accepted', 'preparing', 'ready', 'starting'],
]);
/** A secret can go once its last task has, which takes a while where a machine does not answer. */
const removalPauseMs = 200;
const removalTries = 300;
/** Nobody has to wait for that for long. */
const patienceMs = 2000;

export interface SwarmPoolParts {
  readonly docker: Docker;
  readonly service: string;
  readonly secret: string;
  /** Name of a machine by its id. */
  readonly nodeName: (id: string) => Promise<string>;
}

/** A service whose tasks are gates. */
export class SwarmPool implements EnginePool {
  readonly #parts: SwarmPoolParts;
  #avoided: readonly string[] = [];

  constructor(parts: SwarmPoolParts) {
    this.#parts = parts;
  }

  async scale(tasks: number): Promise<void> {
    const service = this.#parts.docker.getService(this.#parts.service);
    const avoided = this.#avoided;
    await inSequence(async () => {
      const [{ Spec, Version }, listed] = await Promise.all([service.inspect(), this.#listed()]);
      const Mode = { Replicated: { Replicas: replicasFor(listed, tasks) } };
      const spec = avoided.length === 0 ? Spec : elsewhere(Spec, avoided);
      await service.update({ ...spec, Mode, version: Version.Index });
    });
  }

  avoid(machines: readonly string[]): void {
    this.#avoided = machines;
  }

  async tasks(): Promise<readonly EngineTask[]> {
    const { nodeName } = this.#parts;
    const listed = await this.#listed();
    return Promise.all(
      listed.map(async ({ ID, NodeID, DesiredState, Status }) => ({
        id: ID,
        node: NodeID ? await nodeName(NodeID) : null,
        state: stateOf(Status.State),
        isWanted: DesiredState === 'running' || DesiredState === 'ready',
        problem: problemOf(Status),
      })),
    );
  }

  #listed(): Promise<readonly ListedTask[]> {
    const { docker, service } = this.#parts;
    return docker.listTasks({ filters: JSON.stringify({ service: [service] }) });
  }

  async remove(): Promise<void> {
    const { docker, service, secret } = this.#parts;
    await docker.getService(service).remove().catch(ignoreGone);
    const removed = removeSecret(docker, secret).catch(() => {});
    await Promise.race([removed, delay(patienceMs, undefined, { ref: false })]);
  }
}

/** The same service, whose tasks are on other machines. */
function elsewhere(spec: ServiceSpec, avoided: readonly string[]): ServiceSpec {
  const { TaskTemplate } = spec;
  const Placement = { ...TaskTemplate.Placement, Constraints: placementConstraints(avoided) };
  return { ...spec, TaskTemplate: { ...TaskTemplate, Placement } };
}

/**
 * Waits for the tasks that have it, without keeping this process alive. Throws what the engine says where it cannot be
 * removed all the same; then it falls to a sweep.
 */
export async function removeSecret(docker: Docker, id: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await docker.getSecret(id).remove();
      return;
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode === 404) return;
      if (attempt === removalTries) throw error;
      await delay(removalPauseMs, undefined, { ref: false });
    }
  }
}

function stateOf(state: string): EngineTask['state'] {
  if (state === 'running') return 'running';
  return before.has(state) ? 'waiting' : 'ended';
}

function problemOf({ State, Err = '' }: ListedTask['Status']): EngineTask['problem'] {
  if (Err === '') return null;
  if (/no such image|pull access denied|manifest unknown|not found: manifest/i.test(Err))
    return { kind: 'image', message: Err };
  const hasNoRoom = before.has(State) && /no suitable node|insufficient resources/i.test(Err);
  return { kind: hasNoRoom ? 'room' : 'other', message: Err };
}

function ignoreGone(error: { statusCode?: number }): void {
  if (error.statusCode !== 404) throw error;
}
