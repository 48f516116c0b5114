import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { execa } from 'execa';
import { ensureBaseImage } from '../../src/runtime/docker/image/ensure-image.ts';
import { connectToEngine, runInImage } from '../helpers/run-in-image.ts';

const profileFile = new URL('../../sandbox/seccomp.json', import.meta.url);
const pageFile = new URL('../../docs/system-calls.md', import.meta.url);

/** Numbers of <errno.h>; 0 stands for success. */
const EPERM = 1;
const ENOSYS = 38;

interface Call {
  readonly name: string;
  /** Number of the call on x86-64 and on arm64. */
  readonly x86: number;
  readonly arm: number;
  readonly args?: readonly (number | string)[];
  readonly refusedWith?: number;
  /** What it does is felt by the whole machine, so it is not tried without the profile. */
  readonly felt?: true;
  /** The kernel itself refuses the call with the same error, so it cannot tell whether the profile is there. */
  readonly alike?: true;
}

// Arguments are chosen so that a kernel that gets to see the call fails in some other way, or does something harmless.
const refused: readonly Call[] = [
  { name: 'io_uring_setup', x86: 425, arm: 425, args: [1, 0] },
  { name: 'io_uring_enter', x86: 426, arm: 426, args: [-1] },
  { name: 'io_uring_register', x86: 427, arm: 427, args: [-1] },
  { name: 'add_key', x86: 248, arm: 217 },
  { name: 'request_key', x86: 249, arm: 218 },
  { name: 'keyctl', x86: 250, arm: 219, args: [99] },
  { name: 'userfaultfd', x86: 323, arm: 282, args: [-1] },
  { name: 'ptrace', x86: 101, arm: 117, args: [99, 0] },
  { name: 'process_vm_readv', x86: 310, arm: 270, args: [0, 0, 0, 0, 0, 99] },
  { name: 'process_vm_writev', x86: 311, arm: 271, args: [0, 0, 0, 0, 0, 99] },
  { name: 'process_madvise', x86: 440, arm: 440, args: [-1] },
  { name: 'pidfd_getfd', x86: 438, arm: 438, args: [-1] },
  { name: 'kcmp', x86: 312, arm: 272, args: [1, 1, 99] },
  { name: 'unshare: user namespace', x86: 272, arm: 97, args: [0x10000000 | 1] },
  { name: 'setns', x86: 308, arm: 268, args: [-1, 0] },
  { name: 'clone: user namespace', x86: 56, arm: 220, args: [0x10000000 | 0x10000] },
  { name: 'clone3', x86: 435, arm: 435, args: [0, 0], refusedWith: ENOSYS },
  { name: 'mount', x86: 165, arm: 40, args: [1, 1, 1] },
  { name: 'fsopen', x86: 430, arm: 430, alike: true },
  { name: 'open_tree', x86: 428, arm: 428, args: [-1, 0, 0xffff] },
  { name: 'pivot_root', x86: 155, arm: 41, alike: true },
  { name: 'chroot', x86: 161, arm: 51, args: [1] },
  { name: 'bpf', x86: 321, arm: 280, alike: true },
  { name: 'perf_event_open', x86: 298, arm: 241, args: [1] },
  { name: 'memfd_create', x86: 319, arm: 279, args: [1] },
  { name: 'personality', x86: 135, arm: 92, args: [0xffffffff] },
  { name: 'name_to_handle_at', x86: 303, arm: 264, args: [-1, 1] },
  { name: 'open_by_handle_at', x86: 304, arm: 265, alike: true },
  { name: 'fanotify_init', x86: 300, arm: 262, args: [0xffff], alike: true },
  { name: 'shmget', x86: 29, arm: 194, args: [1, 0] },
  { name: 'mq_unlink', x86: 241, arm: 181, args: [1] },
  { name: 'io_setup', x86: 206, arm: 0, args: [0] },
  { name: 'init_module', x86: 175, arm: 105, alike: true },
  { name: 'kexec_load', x86: 246, arm: 104, alike: true },
  { name: 'acct', x86: 163, arm: 89, alike: true },
  { name: 'setdomainname', x86: 171, arm: 162, alike: true },
  { name: 'seccomp', x86: 317, arm: 277, args: [99] },
  { name: 'sync', x86: 162, arm: 81, felt: true },
  { name: 'syncfs', x86: 306, arm: 267, args: [-1] },
  { name: 'sync_file_range', x86: 277, arm: 84, args: [-1] },
  { name: 'mincore', x86: 27, arm: 232, args: [1, 1] },
  { name: 'readahead', x86: 187, arm: 213, args: [-1] },
  { name: 'mlock', x86: 149, arm: 228 },
  { name: 'inotify_init1', x86: 294, arm: 26, args: [0xffff] },
  { name: 'timer_create', x86: 222, arm: 107, args: [99] },
  { name: 'splice', x86: 275, arm: 76, args: [-1, 0, -1, 0, 1], refusedWith: ENOSYS },
  { name: 'tee', x86: 276, arm: 77, args: [-1, -1, 1], refusedWith: ENOSYS },
  { name: 'vmsplice', x86: 278, arm: 75, args: [-1], refusedWith: ENOSYS },
  { name: 'sendfile', x86: 40, arm: 71, args: [-1, -1], refusedWith: ENOSYS },
  { name: 'copy_file_range', x86: 326, arm: 285, args: [-1, 0, -1, 0, 1], refusedWith: ENOSYS },
  { name: 'socket: raw', x86: 41, arm: 198, args: [2, 3, 1], alike: true },
  { name: 'socket: ping', x86: 41, arm: 198, args: [2, 2, 1] },
  { name: 'socket: SCTP', x86: 41, arm: 198, args: [2, 1, 132] },
  { name: 'socket: SCTP of IPv6', x86: 41, arm: 198, args: [10, 1, 132] },
  { name: 'socket: multipath TCP', x86: 41, arm: 198, args: [2, 1, 262] },
  { name: 'socket: UDP-Lite', x86: 41, arm: 198, args: [2, 2, 136] },
  { name: 'socket: sequenced Internet', x86: 41, arm: 198, args: [2, 5, 0] },
  { name: 'socket: raw Unix', x86: 41, arm: 198, args: [1, 3, 0] },
  { name: 'socket: vsock', x86: 41, arm: 198, args: [40, 99] },
  { name: 'socket: netlink', x86: 41, arm: 198, args: [16, 99] },
  { name: 'socket: packet', x86: 41, arm: 198, args: [17, 99], alike: true },
  { name: 'socket: kernel crypto', x86: 41, arm: 198, args: [38, 99] },
  { name: 'mknodat: character device', x86: 259, arm: 33, args: [-1, 1, 0o020600, 0x103] },
];

/** Family and type. */
const networks = [
  ['socket: TCP', 2, 1],
  ['socket: UDP', 2, 2],
  ['socket: TCP of IPv6', 10, 1],
  ['socket: UDP of IPv6', 10, 2],
] as const;

const unconfined = 'seccomp=unconfined';

const working = `
import asyncio, os, shutil, socket, subprocess, sys, tempfile, threading
import numpy
assert numpy.linalg.inv(numpy.eye(3)).sum() == 3
assert subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True).stdout == b"42\\n"
threads = [threading.Thread(target=sum, args=(range(9),)) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
async def child():
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "print(1)", stdout=subprocess.PIPE)
    return await process.communicate()
assert asyncio.run(child())[0] == b"1\\n"
if (pid := os.fork()) == 0: os._exit(3)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 3
folder = tempfile.mkdtemp()
os.mkfifo(folder + "/pipe")
open(folder + "/a", "w").close()
shutil.copy2(folder + "/a", folder + "/b")
for family in socket.AF_UNIX, socket.AF_INET, socket.AF_INET6:
    for kind in socket.SOCK_STREAM, socket.SOCK_DGRAM: socket.socket(family, kind).close()
for kind, protocol in (socket.SOCK_STREAM, socket.IPPROTO_TCP), (socket.SOCK_DGRAM, socket.IPPROTO_UDP):
    socket.socket(socket.AF_INET, kind, protocol).close()
socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET).close()
content = os.urandom(300_000)
with open(folder + "/a", "wb") as file: file.write(content)
shutil.copyfile(folder + "/a", folder + "/b")
assert open(folder + "/b", "rb").read() == content
left, right = socket.socketpair()
received = []
def receive():
    while chunk := right.recv(65536): received.append(chunk)
reader = threading.Thread(target=receive)
reader.start()
with open(folder + "/a", "rb") as file: assert left.sendfile(file) == len(content)
left.close()
reader.join()
assert b"".join(received) == content
async def over_loop():
    loop = asyncio.get_running_loop()
    near, far = socket.socketpair()
    near.setblocking(False)
    with open(folder + "/a", "rb") as file: sent = await loop.sock_sendfile(near, file, 0, 1000)
    return far.recv(1000) == content[:sent]
assert asyncio.run(over_loop())
array = numpy.memmap(folder + "/m", dtype="u1", mode="w+", shape=4096)
array[:] = 7
array.flush()
os.posix_fadvise(os.open(folder + "/a", os.O_RDONLY), 0, 0, os.POSIX_FADV_WILLNEED)
os.fsync(os.open(folder + "/a", os.O_RDONLY))
print("all of it works")
`;

function callAll(calls: readonly Call[]): string {
  return `
import ctypes, json, os, platform
libc = ctypes.CDLL(None, use_errno=True)
column = "x86" if platform.machine() == "x86_64" else "arm"
errors = {}
for call in json.loads(${JSON.stringify(JSON.stringify(calls))}):
    # In a child, for a call may succeed.
    reader, writer = os.pipe()
    if (pid := os.fork()) == 0:
        ctypes.set_errno(0)
        result = libc.syscall(*[ctypes.c_long(n) for n in [call[column], *call.get("args", []), *[0] * 6][:7]])
        os.write(writer, b"%d" % (ctypes.get_errno() if result == -1 else 0))
        os._exit(0)
    os.close(writer)
    # Two processes may answer: the child, and what an unrefused clone made of it.
    errors[call["name"]] = int(os.read(reader, 3) or 0)
    os.close(reader)
    os.waitpid(pid, 0)
print(json.dumps(errors))
`;
}

describe('seccomp profile', () => {
  let docker: Docker;
  let image: string;
  let seccomp: string;

  before(async () => {
    docker = await connectToEngine();
    image = await ensureBaseImage(docker, { onProgress: () => {}, signal: new AbortController().signal });
    seccomp = `seccomp=${JSON.stringify(JSON.parse(await readFile(profileFile, 'utf8')))}`;
  });

  async function errorsUnder(option: string): Promise<Record<string, number>> {
    const tried = refused.filter(({ felt }) => felt === undefined || option !== unconfined);
    const { output } = await runInImage(docker, image, callAll(tried), { SecurityOpt: [option] });
    try {
      return JSON.parse(output) as Record<string, number>;
    } catch (error) {
      throw new Error(`the probe printed ${output}`, { cause: error });
    }
  }

  it('is what its generator writes', async () => {
    const generator = new URL('../../scripts/seccomp-profile.mjs', import.meta.url).href;
    for (const [file, made] of [
      [profileFile, 'seccompText'],
      [pageFile, 'systemCallsPage'],
    ] as const) {
      const program = `import { ${made} } from ${JSON.stringify(generator)}; process.stdout.write(${made}())`;
      const { stdout } = await execa('node', ['--input-type=module', '--eval', program], {
        stripFinalNewline: false,
      });
      assert.equal(await readFile(file, 'utf8'), stdout);
    }
  });

  it('lets Python, NumPy, threads and child processes work', async () => {
    const { status, output } = await runInImage(docker, image, working, { SecurityOpt: [seccomp] });
    assert.equal(output.trim(), 'all of it works');
    assert.equal(status, 0);
  });

  it('refuses everything that a sandbox has no use for', async () => {
    const expected = Object.fromEntries(refused.map(({ name, refusedWith = EPERM }) => [name, refusedWith]));
    assert.deepEqual(await errorsUnder(seccomp), expected);
  });

  it('is the same as a filter that the gate installs, but for sockets of a network', async () => {
    const confined = `import sys; sys.path.insert(0, "/opt/butcher"); from butcher_gate.confine import install_filter; install_filter()`;
    const sockets: Call[] = networks.map(([name, family, kind]) => ({
      name,
      x86: 41,
      arm: 198,
      args: [family, kind],
    }));
    const tried = [...refused.filter(({ felt }) => felt === undefined), ...sockets];
    const errorsOf = async (program: string) => {
      const { output } = await runInImage(docker, image, program, { SecurityOpt: [unconfined] });
      return JSON.parse(output) as Record<string, number>;
    };
    const expected = Object.fromEntries(tried.map(({ name, refusedWith = EPERM }) => [name, refusedWith]));
    assert.deepEqual(await errorsOf(`${confined}\n${callAll(tried)}`), expected);
    const withoutIt = await errorsOf(callAll(sockets));
    assert.deepEqual(Object.values(withoutIt), [0, 0, 0, 0], 'they can be made otherwise');
    const inUnixAlone = working
      .replace(', socket.AF_INET, socket.AF_INET6:', ',:')
      .replace(/^for kind, protocol.*\n.*\n/m, '');
    const { output } = await runInImage(docker, image, `${confined}\n${inUnixAlone}`, {
      SecurityOpt: [unconfined],
    });
    assert.equal(output.trim(), 'all of it works');
  });

  it('is what refuses them: without it they end otherwise', async () => {
    const errors = await errorsUnder(unconfined);
    const still = refused.filter(
      ({ name, refusedWith = EPERM, alike }) => alike === undefined && errors[name] === refusedWith,
    );
    assert.deepEqual(
      still.map(({ name }) => name),
      [],
    );
  });
});
