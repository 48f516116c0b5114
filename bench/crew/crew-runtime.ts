import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Role } from '../../src/bridge/messages.ts';
import { localCapacity } from '../../src/runtime/local-capacity.ts';
import type {
  EngineDescription,
  JobPlace,
  Runtime,
  Sandbox,
  SandboxExit,
  SandboxRequest,
} from '../../src/runtime/runtime.ts';

const description: EngineDescription = {
  ...{ name: 'simulated crew', ociRuntime: null, cpus: 2, memoryBytes: 2 ** 32, refusal: null, warnings: [] },
};

const paths = { package: '/package', dataset: '/dataset', results: '/results', segments: null };

/** Sandboxes that are only their bridge; `connect` opens it, with somebody at the other end who plays the harness. */
export function crewRuntime(
  connect: (member: { readonly role: Role; readonly token: string }) => Promise<Duplex>,
): Runtime {
  const openJob = async (): Promise<JobPlace> => {
    const members = new Set<Sandbox>();
    return {
      start: async (request) => {
        const member = await startMember(request, connect);
        members.add(member);
        return member;
      },
      startAhead: async () => {},
      close: async () => {
        await Promise.all([...members].map((member) => member.destroy()));
      },
    };
  };
  return {
    kind: 'fake',
    describe: async () => description,
    prepareImage: async () => 'simulated',
    warmUp: async () => null,
    openJob,
    sweep: async () => ({ containers: 0 }),
    freeLayers: async () => ({ layers: [], freedBytes: 0 }),
    capacity: async (limits) => localCapacity(description, limits),
    onCapacity: () => () => {},
    close: async () => {},
  };
}

async function startMember(
  { role }: SandboxRequest,
  connect: (member: { readonly role: Role; readonly token: string }) => Promise<Duplex>,
): Promise<Sandbox> {
  const token = randomBytes(8).toString('hex');
  const stream = await connect({ role, token });
  let destroyed = false;
  const exited = new Promise<SandboxExit>((resolve) => {
    const end = () => resolve({ exitCode: 0, oomKilled: false, destroyed, peakMemoryBytes: null });
    stream.once('end', end);
    stream.once('close', end);
  });
  stream.on('error', () => {});
  return {
    ...{ id: token, role, paths, node: null, leaving: new Promise(() => {}), stream, token, exited },
    peakMemoryBytes: () => null,
    cpuSeconds: () => null,
    destroy: async () => {
      destroyed = true;
      stream.destroy();
      await exited;
    },
  };
}
