import { readFile } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { FailureError, failure } from '../../model/failures.ts';
import { inertLine } from '../../text/inert-text.ts';
import { type ChiefIdentity, formatChief, isDead, parseChief, thisChief } from '../chief-identity.ts';
import type {
  ClusterEngine,
  ClusterNode,
  EnginePool,
  OpenGate,
  PoolSpec,
  PublishProgress,
} from '../cluster/cluster-engine.ts';
import { EngineClient } from '../docker/engine/engine-client.ts';
import { findEngine } from '../docker/engine/engine-endpoint.ts';
import { engineFailure, unavailable } from '../docker/engine/engine-failure.ts';
import { jobUser } from '../docker/job-user.ts';
import type { MissingImage } from '../runtime.ts';
import { freeSubnet, overlaps } from './free-subnet.ts';
import { isLeftover } from './is-leftover.ts';
import { lowerHalf } from './network-halves.ts';
import { type OverlayNetwork, openRelay } from './relay.ts';
import { serviceSpec } from './service-spec.ts';
import { managerFailure, relayRefusal, swarmRefusal } from './swarm-failure.ts';
import { probeImage, pushImage } from './swarm-images.ts';
import { networkLabel, poolLabels, relayLabel, workersLabel } from './swarm-names.ts';
import { removeSecret, SwarmPool } from './swarm-pool.ts';

export interface SwarmSettings {
  /** Where all machines find images, `HOST:PORT` and a path or none; null: they have them already. */
  readonly registry: string | null;
  /** Of the network between workers and chief, which nothing else may use. */
  readonly subnet: string | null;
  /** Of that network's packets, in bytes. */
  readonly mtu: number;
}

export interface SwarmEngineOptions extends SwarmSettings {
  readonly home: string;
  readonly env?: NodeJS.ProcessEnv;
}

const seccompPath = fileURLToPath(new URL('../../../sandbox/seccomp.json', import.meta.url));
const mtuOption = 'com.docker.network.driver.mtu';
const pullIt = 'Look whether the registry of cluster.registry can be reached from there.';

/** A Docker Swarm that the chief's own engine is a manager of. Nothing is connected before it is needed. */
export class SwarmEngine implements ClusterEngine {
  readonly #options: SwarmEngineOptions;
  readonly #chief: ChiefIdentity;
  /** Ids of images by their names for all machines. */
  readonly #published = new Map<string, string>();
  readonly #probes = new Set<Promise<unknown>>();
  readonly #endProbes = new AbortController();
  readonly #names = new Map<string, string>();
  #client: Promise<EngineClient> | null = null;
  #network: OverlayNetwork | null = null;
  #seccomp: Promise<string> | null = null;

  constructor(options: SwarmEngineOptions) {
    this.#options = options;
    this.#chief = thisChief(options.home);
  }

  async check(): Promise<void> {
    await this.#ownNode();
  }

  /** Id of the chief's own machine, where jobs can run. */
  async #ownNode(): Promise<string | null> {
    const engine = await this.#engine();
    const [info, version] = await Promise.all([engine.info(), engine.version()]);
    const isPodman = (version.Components ?? []).some(({ Name }) => /podman/i.test(Name));
    const refusal = swarmRefusal(info.Swarm, version.ApiVersion, isPodman);
    if (refusal !== null) throw refusal;
    return info.Swarm?.NodeID ?? null;
  }

  async nodes(): Promise<readonly ClusterNode[]> {
    const own = await this.#ownNode();
    return this.#asked(async (docker) => {
      const listed: readonly ListedNode[] = await docker.listNodes();
      const nodes = listed.map((node) => nodeOf(node, own));
      for (const { id, name } of nodes) this.#names.set(id, name);
      return nodes.sort((left, right) => left.name.localeCompare(right.name));
    });
  }

  async publish(imageId: string, progress: PublishProgress): Promise<string> {
    const { registry } = this.#options;
    const pushed =
      registry && (await this.#asked((docker) => pushImage(docker, imageId, registry, progress)));
    const reference = pushed ?? imageId;
    this.#published.set(reference, imageId);
    return reference;
  }

  async machinesWithout(image: string): Promise<MissingImage> {
    const ready = (await this.nodes()).filter(({ state }) => state === 'ready');
    const ids = ready.map(({ id }) => id);
    const own = poolLabels(formatChief(this.#chief), '');
    const probe = this.#asked((docker) => probeImage(docker, image, ids, own, this.#endProbes.signal));
    this.#probes.add(probe);
    const without = await probe.finally(() => this.#probes.delete(probe));
    const machines = ready.filter(({ id }) => without.includes(id));
    const help = this.#options.registry === null ? loadIt(this.#published.get(image) ?? image) : pullIt;
    if (machines.length > 0 && machines.length === ready.length) throw imageMissing(machines, help);
    return { machines, help };
  }

  async openGate(image: string, onConnection: (stream: Duplex) => void): Promise<OpenGate> {
    const ownNode = await this.#ownNode();
    const seccomp = await this.#profile();
    return this.#asked(async (docker, engine) => {
      const own: ListedNode = await docker.getNode(ownNode ?? '').inspect();
      const refusal = relayRefusal(own.Spec.Availability, own.Description.Hostname ?? own.ID);
      if (refusal !== null) throw refusal;
      this.#network ??= await this.#findNetwork(docker);
      const id = this.#published.get(image) ?? image;
      const whose = { chief: this.#chief, home: this.#options.home };
      const gate = await openRelay(
        { ...whose, engine, image: id, network: this.#network, seccomp },
        onConnection,
      );
      return { ...gate, opened: this.#asked(() => gate.opened) };
    });
  }

  async createPool(spec: PoolSpec): Promise<EnginePool> {
    const seccomp = await this.#profile();
    return this.#asked(async (docker) => {
      this.#network ??= await this.#findNetwork(docker);
      const name = `butcher-${spec.id}`;
      const own = poolLabels(formatChief(this.#chief), spec.jobId);
      const secret = await docker.createSecret({
        Name: name,
        Labels: own,
        Data: Buffer.from(spec.key).toString('base64'),
      });
      try {
        const service = await docker.createService(
          serviceSpec({
            pool: spec,
            name,
            labels: own,
            // On other machines, too, the number is one that nothing else hands out.
            uid: jobUser(spec.jobId, 0, 'same').uid,
            network: this.#network.id,
            secret: { id: secret.id, name },
            seccomp,
          }) as unknown as Docker.CreateServiceOptions,
        );
        const nodeName = (id: string) => this.#nodeName(id);
        return new SwarmPool({ docker, service: service.id, secret: secret.id, nodeName });
      } catch (error) {
        await removeSecret(docker, secret.id).catch(() => {});
        throw error;
      }
    });
  }

  async sweep(openJobs: ReadonlySet<string>): Promise<number> {
    return this.#asked(async (docker, engine) => {
      const { Swarm } = await engine.info();
      // Without a Swarm nothing can be left of one.
      if (Swarm?.ControlAvailable !== true) return 0;
      const isLeft = (found: Readonly<Record<string, string>> | undefined) =>
        isLeftover(found, this.#chief, openJobs);
      const [services, secrets] = await Promise.all([docker.listServices(), docker.listSecrets()]);
      const left = services.filter(({ Spec }) => isLeft(Spec?.Labels));
      await Promise.all(
        left.map(({ ID }) =>
          docker
            .getService(ID)
            .remove()
            .catch(() => {}),
        ),
      );
      await Promise.all(
        secrets.flatMap(({ ID, Spec }) =>
          isLeft(Spec?.Labels) ? [removeSecret(docker, ID).catch(() => {})] : [],
        ),
      );
      const relays = await docker.listContainers({ all: true, filters: { label: [relayLabel] } });
      for (const { Id, Labels } of relays) {
        const chief = parseChief(Labels[relayLabel] ?? '');
        if (chief?.home === this.#chief.home && isDead(chief))
          await docker
            .getContainer(Id)
            .remove({ force: true })
            .catch(() => {});
      }
      return left.length;
    });
  }

  async close(): Promise<void> {
    this.#network = null;
    this.#endProbes.abort();
    await Promise.allSettled(this.#probes);
  }

  /** One for each home, which stays: managers do not bear one for each job, nor names that come and go. */
  async #findNetwork(docker: Docker): Promise<OverlayNetwork> {
    const name = `butcher-${this.#chief.home}`;
    const { subnet, mtu } = this.#options;
    const found = await docker.listNetworks({ filters: { name: [name] } });
    const [network] = found.filter((one) => one.Name === name);
    if (network !== undefined) return { id: network.Id, name, subnet: subnetOf(network) };
    const range = chooseSubnet(subnet, await docker.listNetworks());
    const made = await docker.createNetwork({
      Name: name,
      Driver: 'overlay',
      Internal: true,
      Attachable: true,
      Labels: { [networkLabel]: this.#chief.home },
      IPAM: { Driver: 'default', Config: [{ Subnet: range, IPRange: lowerHalf(range) }] },
      Options: { [mtuOption]: String(mtu) },
    });
    return { id: made.id, name, subnet: range };
  }

  async #nodeName(id: string): Promise<string> {
    if (!this.#names.has(id)) await this.nodes().catch(() => {});
    return this.#names.get(id) ?? id;
  }

  /** Has what the engine answers become failures. */
  async #asked<T>(question: (docker: Docker, engine: EngineClient) => Promise<T>): Promise<T> {
    const engine = await this.#engine();
    try {
      return await question(engine.docker, engine);
    } catch (error) {
      if (error instanceof FailureError) throw error;
      throw managerFailure(error) ?? engineFailure(error, engine.place);
    }
  }

  #engine(): Promise<EngineClient> {
    this.#client ??= findEngine(this.#options.env).then((endpoint) => EngineClient.open(endpoint));
    this.#client.catch(() => {
      this.#client = null;
    });
    return this.#client;
  }

  #profile(): Promise<string> {
    this.#seccomp ??= readFile(seccompPath, 'utf8').then((text) => JSON.stringify(JSON.parse(text)));
    return this.#seccomp;
  }
}

/** A manager takes a range that another network has, and then never connects anybody to it. */
function chooseSubnet(wanted: string | null, networks: readonly Docker.NetworkInspectInfo[]): string {
  const taken = networks.flatMap(({ Name, IPAM }) =>
    (IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet ? [{ name: Name, subnet: Subnet }] : [])),
  );
  if (wanted === null) {
    const free = freeSubnet(taken.map(({ subnet }) => subnet));
    if (free !== null) return free;
    throw unavailable(
      'No addresses are left for the network between workers and chief.',
      'Remove networks that no chief needs (`docker network ls --filter label=io.butcher.network`), or set cluster.subnet.',
    );
  }
  const other = taken.find(({ subnet }) => overlaps(wanted, subnet));
  if (other === undefined) return wanted;
  throw unavailable(
    `The network ${inertLine(other.name)} has addresses of ${wanted} already (${other.subnet}).`,
    'Set cluster.subnet to a range that no network of the Swarm has, or leave it out.',
  );
}

function subnetOf({ IPAM }: Docker.NetworkInspectInfo): string {
  return IPAM?.Config?.[0]?.Subnet ?? '';
}

interface ListedNode {
  readonly ID: string;
  readonly Spec: { readonly Availability: string; readonly Labels?: Readonly<Record<string, string>> };
  readonly Status: { readonly State: string };
  /** Empty until a machine that joins has said who it is. */
  readonly Description: {
    readonly Hostname?: string;
    readonly Resources?: { readonly NanoCPUs?: number; readonly MemoryBytes?: number };
  };
}

function nodeOf({ ID, Spec, Status, Description }: ListedNode, own: string | null): ClusterNode {
  const { NanoCPUs = 0, MemoryBytes = 0 } = Description.Resources ?? {};
  return {
    id: ID,
    name: Description.Hostname ?? ID,
    state: stateOf(Status.State, Spec.Labels?.[workersLabel] === 'none' ? 'drain' : Spec.Availability),
    cpus: NanoCPUs / 1e9,
    memoryBytes: MemoryBytes,
    isOwn: ID === own,
  };
}

function stateOf(state: string, availability: string): ClusterNode['state'] {
  if (state !== 'ready') return 'down';
  return availability === 'active' ? 'ready' : 'draining';
}

function imageMissing(machines: MissingImage['machines'], help: string): FailureError {
  const names = machines.map(({ name }) => inertLine(name)).join(', ');
  const message = `The sandbox image is missing on ${names}, which is every machine that is ready.`;
  return new FailureError(failure('image-missing', 'preparing', message, { help }));
}

/** The libraries of a package are in the image: what is saved is all of it. */
function loadIt(imageId: string): string {
  return `Load it there (\`docker save ${imageId} | ssh MACHINE docker load\`), or set cluster.registry.`;
}
