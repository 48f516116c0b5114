import type { FailureError } from '../../model/failures.ts';
import { inertLine } from '../../text/inert-text.ts';
import { unavailable } from '../docker/engine/engine-failure.ts';
import { workersLabel } from './swarm-names.ts';

/** What the engine says of its Swarm, of its answer to `info`. */
export interface SwarmInfo {
  readonly LocalNodeState?: string;
  readonly ControlAvailable?: boolean;
  readonly NodeID?: string;
  readonly Error?: string;
}

/** Secrets, ulimits and jobs of services came with it: Docker 20.10. */
const oldestApi = [1, 41] as const;
/** Words of Go about a certificate at another time than its own. */
const untimely = /certificate has expired or is not yet valid/i;
/** Characters of what the engine says. */
const mostSaid = 300;

/** Why no service can be started with this engine; null: it can. */
export function swarmRefusal(
  swarm: SwarmInfo | undefined,
  apiVersion: string | undefined,
  isPodman: boolean,
): FailureError | null {
  if (isPodman)
    return unavailable(
      'The container engine is Podman, which has no Swarm.',
      'Let DOCKER_HOST name a Docker engine that is a manager of the Swarm, or leave `--engine swarm` out.',
    );
  const [major = 0, minor = 0] = (apiVersion ?? '').split('.').map(Number);
  // What is no version is none that is known to do.
  const isNew = major > oldestApi[0] || (major === oldestApi[0] && minor >= oldestApi[1]);
  if (!isNew)
    return unavailable(
      `The container engine is too old for many machines: its API has version ${apiVersion ?? 'unknown'}.`,
      'Install Docker 20.10 or newer on every machine.',
    );
  const state = swarm?.LocalNodeState ?? 'inactive';
  if (untimely.test(swarm?.Error ?? '')) return clocksApart();
  if (state === 'locked')
    return unavailable('The Swarm is locked since the engine was started.', 'Run `docker swarm unlock`.');
  if (state === 'error')
    return unavailable(
      `The container engine is kept from its Swarm: ${inertLine((swarm?.Error ?? 'it does not say why').slice(0, mostSaid))}.`,
      'Put that right and start the engine again, or leave the Swarm by `docker swarm leave --force` and join anew.',
    );
  if (state !== 'active')
    return unavailable(
      'The container engine is no part of a Swarm.',
      'Run `docker swarm init --advertise-addr ADDRESS` here, and on the other machines what that prints.',
    );
  if (swarm?.ControlAvailable !== true)
    return unavailable(
      'The container engine is a worker of its Swarm, and only managers start services.',
      'Run `docker node promote NAME` on a manager, or start the chief there.',
    );
  return null;
}

function clocksApart(): FailureError {
  return unavailable(
    'By the clock of a machine the certificates of the Swarm are not valid yet, or not any more.',
    'Set the clocks of all machines right (`timedatectl`), and start the engines again.',
  );
}

/** What an answer of the manager amounts to; null: nothing that is special to a Swarm. */
export function managerFailure(error: unknown): FailureError | null {
  const words = String((error as { message?: unknown }).message ?? error);
  if (/does not have a leader/i.test(words))
    return unavailable(
      'The Swarm has no manager that leads it: more than half of its managers are gone.',
      'Bring them back, or run `docker swarm init --force-new-cluster` on the one that is left.',
    );
  if (/context deadline exceeded/i.test(words))
    return unavailable(
      'The manager of the Swarm did not answer in time.',
      'Its machine may be overloaded, or other managers are gone (`docker node ls` tells); try again.',
    );
  if (untimely.test(words)) return clocksApart();
  if (/not a swarm manager/i.test(words))
    return unavailable(
      'The container engine is not a manager of a Swarm any more.',
      'Run `docker node promote NAME` on a manager, or start the chief there.',
    );
  return null;
}

/** Why the relay of a chief on this machine would wait in vain for its network; null: it will not. */
export function relayRefusal(availability: string, name: string): FailureError | null {
  if (availability === 'active') return null;
  const node = inertLine(name);
  return unavailable(
    `The chief's own machine, ${node}, takes no work (${inertLine(availability)}), so its relay cannot join the workers' network.`,
    `Run \`docker node update --availability active ${node}\`; \`--label-add ${workersLabel}=none\` keeps workers off it.`,
  );
}
