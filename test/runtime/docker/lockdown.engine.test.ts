import assert from 'node:assert/strict';
import { execa } from 'execa';
import { defaultLimits } from '../../../src/model/limits.ts';
import { DockerRuntime } from '../../../src/runtime/docker/docker-runtime.ts';
import { type ContainerOptions, EngineClient } from '../../../src/runtime/docker/engine/engine-client.ts';
import type { JobPlace } from '../../../src/runtime/runtime.ts';
import { runtimePackage } from '../../conformance/runtime-program.ts';
import { unlockedLabel } from '../../helpers/container-witness.ts';
import { fileSizes, type Inspected, lockdownProblems } from '../../helpers/lockdown.ts';
import { plainImage, TemporaryHome, withJob } from '../../helpers/runtime-job.ts';
import { SandboxDriver } from '../../helpers/sandbox-driver.ts';

const canary = 'a-secret-of-the-chief';
const probes = [
  'uid',
  'cwd',
  'environment',
  'hostname',
  'interfaces',
  'resources',
  'status',
  'mounts',
  'writable',
];
const more = ['limits', 'executable', 'vsock'];
// biome-ignore lint/suspicious/noExplicitAny: what the probe package reports.
type Report = any;

describe('lockdown of containers', () => {
  let home: TemporaryHome;
  let runtime: DockerRuntime;
  let image: string;

  before(async () => {
    process.env.BUTCHER_CANARY = canary;
    home = await TemporaryHome.make();
    runtime = new DockerRuntime({ home: home.path });
    image = await plainImage(runtime);
  });
  after(async () => {
    delete process.env.BUTCHER_CANARY;
    await runtime.close();
    await home.remove();
  });

  it('is there for every role, from outside and from inside, and misses nothing that is taken away', async () => {
    const spec = await home.jobSpec(image, runtimePackage, { dataset: 'numbers' });
    await withJob(runtime, spec, async (job) => {
      const drivers = await Promise.all(
        (['splitter', 'worker', 'merger'] as const).map((role) => SandboxDriver.start(job, role)),
      );
      for (const { sandbox } of drivers) {
        const seen = await inspect(sandbox.id);
        assert.deepEqual(lockdownProblems(seen, sandbox.role, spec.limits), []);
        for (const [measure, loosen] of Object.entries(loosenings)) {
          const loose = structuredClone(seen);
          loosen(loose);
          assert.notDeepEqual(lockdownProblems(loose, sandbox.role, spec.limits), [], measure);
        }
      }
      const report = await probe(drivers[1]!);
      assert.deepEqual(insideProblems(report), []);
      const user = (await inspect(drivers[0]!.sandbox.id)).Config.User;
      assert.equal(`${report.uid}:${report.uid}`, user);
      assert.equal(report.cwd, drivers[1]!.sandbox.paths.package);
      assert.deepEqual(report.resources, ['job']);
    });
  });

  it('runs every job as a user of its own', async () => {
    const [first, second] = await Promise.all([0, 1].map(() => home.jobSpec(image, runtimePackage)));
    const users = await Promise.all(
      [first!, second!].map((spec) =>
        withJob(runtime, spec, async (job) => {
          const worker = await SandboxDriver.start(job, 'worker');
          return (await inspect(worker.sandbox.id)).Config.User as string;
        }),
      ),
    );
    if (process.getuid?.() === 0) assert.notEqual(users[0], users[1]);
  });

  it('would be missed from inside if it were off', async () => {
    const spec = await home.jobSpec(image, runtimePackage);
    const worker = await withUnlockedEngine(async () => {
      const unlocked = new DockerRuntime({ home: home.path });
      return withJob(unlocked, spec, async (job: JobPlace) =>
        insideProblems(await probe(await SandboxDriver.start(job, 'worker'))),
      );
    });
    assert.deepEqual(worker, [...insideMeasures]);
  });

  async function probe(driver: SandboxDriver): Promise<Report> {
    const [report] = await driver.process(`probe ${probes.join(' ')}`);
    const [rest] = await driver.process(`probe ${more.join(' ')}`);
    return { ...JSON.parse(String(report)), ...JSON.parse(String(rest)) };
  }
});

/** The measures that user code can see; each is wrong when its control is off. */
const insideMeasures = [
  'not root',
  'no capabilities',
  'no new privileges',
  'seccomp',
  'no vsock',
  'read-only root',
  'read-only mounts',
  'no program runs from /tmp',
  'bounded /tmp',
  'own environment',
  'limits',
] as const;

async function inspect(id: string): Promise<Inspected> {
  const { stdout } = await execa('docker', ['inspect', id]);
  return JSON.parse(stdout)[0];
}

function insideProblems(report: Report): string[] {
  const tmp = report.mounts['/tmp'] ?? { options: [], kind: '', super: '' };
  const noCapabilities = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].every(
    (name) => BigInt(`0x${report.status[name]}`) === 0n,
  );
  const holds: Record<(typeof insideMeasures)[number], boolean> = {
    'not root': report.uid !== 0,
    'no capabilities': noCapabilities,
    'no new privileges': report.status.NoNewPrivs === '1',
    seccomp: report.status.Seccomp === '2',
    'no vsock': report.vsock === 'refused',
    'read-only root': JSON.stringify(report.writable.filter(inRoot)) === '[]',
    'read-only mounts': ['/app/package', '/app/resources/job/data', '/run/butcher'].every(
      (place) => report.mounts[place]?.options.includes('ro') ?? place === '/app/resources/job/data',
    ),
    'no program runs from /tmp': report.executable === false,
    'bounded /tmp':
      tmp.kind === 'tmpfs' && tmp.super.includes('size=65536k') && tmp.super.includes('nr_inodes='),
    'own environment': Object.keys(report.environment).every((name) => !/CANARY|DOCKER/.test(name)),
    limits:
      report.limits.core[1] === 0 &&
      report.limits.nofile[1] === 1024 &&
      report.limits.fsize[1] === fileSizes(defaultLimits).worker,
  };
  const problems = insideMeasures.filter((measure) => !holds[measure]);
  assert.deepEqual(report.interfaces, ['lo']);
  assert.equal(report.hostname, 'sandbox');
  assert.equal(JSON.stringify(report).includes(canary), problems.includes('own environment'));
  return problems;
}

function inRoot(folder: string): boolean {
  return folder !== '/tmp' && folder !== '/dev/mqueue';
}

/** Ways to lose a measure, as the engine would then describe the container. */
const loosenings: Record<string, (seen: Inspected) => void> = {
  user: (seen) => {
    seen.Config.User = '';
  },
  capabilities: (seen) => {
    seen.HostConfig.CapDrop = null;
  },
  capability: (seen) => {
    seen.HostConfig.CapAdd = ['SYS_ADMIN'];
  },
  privileges: (seen) => {
    seen.HostConfig.SecurityOpt = seen.HostConfig.SecurityOpt.slice(1);
  },
  seccomp: (seen) => {
    seen.HostConfig.SecurityOpt = ['no-new-privileges'];
  },
  root: (seen) => {
    seen.HostConfig.ReadonlyRootfs = false;
  },
  network: (seen) => {
    seen.HostConfig.NetworkMode = 'bridge';
  },
  ipc: (seen) => {
    seen.HostConfig.IpcMode = 'host';
  },
  pid: (seen) => {
    seen.HostConfig.PidMode = 'host';
  },
  memory: (seen) => {
    seen.HostConfig.Memory = 0;
  },
  swap: (seen) => {
    seen.HostConfig.MemorySwap = -1;
  },
  processors: (seen) => {
    seen.HostConfig.NanoCpus = 0;
  },
  processes: (seen) => {
    seen.HostConfig.PidsLimit = null;
  },
  ulimits: (seen) => {
    seen.HostConfig.Ulimits = null;
  },
  scratch: (seen) => {
    seen.HostConfig.Tmpfs = null;
  },
  log: (seen) => {
    seen.HostConfig.LogConfig.Type = 'json-file';
  },
  mask: (seen) => {
    seen.HostConfig.MaskedPaths = [];
  },
  mount: (seen) => {
    for (const mount of seen.Mounts) mount.RW = true;
    seen.Mounts.push({ RW: true, Destination: '/host' });
  },
  'mounts below': (seen) => {
    seen.HostConfig.Mounts[0].BindOptions = {};
  },
  environment: (seen) => {
    seen.Config.Env.push('AWS_SECRET=x');
  },
  labels: (seen) => {
    seen.Config.Labels = {};
  },
};

/** Runs `use` while every container is made without any of the measures, but still without a network. */
async function withUnlockedEngine<T>(use: () => Promise<T>): Promise<T> {
  const create = EngineClient.prototype.create;
  EngineClient.prototype.create = function (options: ContainerOptions) {
    const { HostConfig: host, ...rest } = options;
    return create.call(this, {
      ...rest,
      User: '0:0',
      Labels: { ...rest.Labels, [unlockedLabel]: '1' },
      Env: [...(rest.Env ?? []), `BUTCHER_CANARY=${canary}`],
      HostConfig: {
        Init: true,
        NetworkMode: 'none',
        CgroupnsMode: 'private',
        SecurityOpt: ['seccomp=unconfined'],
        Mounts: host.Mounts!.map((mount) => ({ ...mount, ReadOnly: false })),
      },
    });
  };
  try {
    return await use();
  } finally {
    EngineClient.prototype.create = create;
  }
}
