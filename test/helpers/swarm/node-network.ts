import { execa } from 'execa';

/**
 * A wire that takes 1,000 bytes and says nothing of what it does not take. A link of such an MTU is none: between
 * namespaces what is sent goes in pieces of up to 64 KiB, which pass all the same.
 */
const narrowed = '-i eth0 -p udp --dport 4789 -m length --length 1001:65535 -j DROP'.split(' ');

/**
 * Network namespaces, each of which has one cable, called eth0 in it, to a bridge in another one. Needs root. Nothing
 * but these namespaces is made, and with them all else goes.
 */
export class NodeNetwork {
  readonly #tag: string;
  readonly #names: readonly string[];
  /** Third byte but one of the addresses: 10.`subnet`.0.0/24. */
  readonly #subnet: number;

  constructor(tag: string, names: readonly string[], subnet: number) {
    this.#tag = tag;
    this.#names = names;
    this.#subnet = subnet;
  }

  get range(): string {
    return `10.${this.#subnet}.0.0/24`;
  }

  address(name: string): string {
    return `10.${this.#subnet}.0.${this.#names.indexOf(name) + 1}`;
  }

  async make(): Promise<void> {
    const hub = this.#hub;
    const gateway = `10.${this.#subnet}.0.254`;
    await ip('netns', 'add', hub);
    await inNamespace(hub, [
      'link add br0 type bridge',
      `addr add ${gateway}/24 dev br0`,
      'link set br0 up',
      'link set lo up',
    ]);
    const made = this.#names.map(async (name) => {
      await ip('netns', 'add', name);
      const cable = this.#cable(name);
      await inNamespace(hub, [
        `link add ${cable} type veth peer name eth0 netns ${name}`,
        `link set ${cable} master br0 up`,
      ]);
      await inNamespace(name, [
        `addr add ${this.address(name)}/24 dev eth0`,
        'link set lo up',
        'link set eth0 up',
        `route add default via ${gateway}`,
      ]);
    });
    await Promise.all(made);
  }

  /** The cable is pulled out. */
  async cut(name: string): Promise<void> {
    await ip('-n', this.#hub, 'link', 'set', this.#cable(name), 'down');
  }

  /** Nothing comes in any more, and what the machine says goes out. */
  async deafen(name: string): Promise<void> {
    await inside(name, 'iptables', '-w', '-I', 'INPUT', '1', '-i', 'eth0', '-j', 'DROP');
  }

  /** Nothing goes out any more, and what others say comes in. */
  async silence(name: string): Promise<void> {
    await inside(name, 'iptables', '-w', '-I', 'OUTPUT', '1', '-o', 'eth0', '-j', 'DROP');
  }

  /** What others send to the machine in one packet of a Swarm's network is lost where it is longer than this. */
  async narrow(name: string): Promise<void> {
    await inside(name, 'iptables', '-w', '-I', 'INPUT', '1', ...narrowed);
  }

  /** Takes back what `cut`, `deafen`, `silence` and `narrow` have done. */
  async heal(name: string): Promise<void> {
    await ip('-n', this.#hub, 'link', 'set', this.#cable(name), 'up');
    for (const [chain, way] of [
      ['INPUT', '-i'],
      ['OUTPUT', '-o'],
    ] as const)
      await inside(name, 'iptables', '-w', '-D', chain, way, 'eth0', '-j', 'DROP').catch(() => {});
    await inside(name, 'iptables', '-w', '-D', 'INPUT', ...narrowed).catch(() => {});
  }

  /** Removes all of it; never throws for what is gone. */
  async remove(): Promise<void> {
    for (const name of [...this.#names, this.#hub]) await ip('netns', 'del', name).catch(() => {});
  }

  get #hub(): string {
    return `${this.#tag}sw`;
  }

  #cable(name: string): string {
    return `p${this.#names.indexOf(name)}`;
  }
}

/** Processes whose own network is this namespace, as numbers. */
export async function processesInside(name: string): Promise<number[]> {
  const { stdout } = await execa('ip', ['netns', 'pids', name], { reject: false });
  return stdout.split('\n').filter(Boolean).map(Number);
}

async function inside(name: string, ...command: readonly string[]): Promise<void> {
  await execa('nsenter', [`--net=/run/netns/${name}`, ...command]);
}

async function inNamespace(name: string, commands: readonly string[]): Promise<void> {
  await execa('ip', ['-n', name, '-batch', '-'], { input: commands.join('\n') });
}

async function ip(...args: readonly string[]): Promise<void> {
  await execa('ip', [...args]);
}
