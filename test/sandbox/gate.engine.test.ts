import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { ensureBaseImage } from '../../src/runtime/docker/image/ensure-image.ts';
import { connectToEngine, runInImage } from '../helpers/run-in-image.ts';

/** What user code may try on its gate, which has its user and is its parent; they say which had what they want. */
const attacks = `
import json, os, signal, socket, sys, time

def attempt(deed):
    try:
        return deed() is not False
    except OSError:
        return False

parent = os.getppid()
def read(path):
    with open(path, "rb") as file:
        return b"SECRET" in file.read()
def sockets(process):
    return any("socket:" in os.readlink(f"/proc/{process}/fd/{fd}") for fd in os.listdir(f"/proc/{process}/fd") if int(fd) > 2)
def kill():
    for number in signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT:
        os.kill(parent, number)
    time.sleep(0.2)
    # Were it stopped or dead, nobody would read this.
    return False
print(json.dumps({
    "opens a connection": attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()),
    "reads its environment": attempt(lambda: read(f"/proc/{parent}/environ")),
    "reads its memory": attempt(lambda: open(f"/proc/{parent}/mem", "rb").close()),
    "sees its descriptors": attempt(lambda: sockets(parent)),
    "has one of its descriptors": attempt(lambda: sockets("self")),
    "stops or ends it": attempt(kill),
}), file=sys.stderr)
`;

/** Starts the attacks as the gate starts a harness, and prints what they print. */
function gate(leftOut: readonly string[]): string {
  return `
import os, signal, socket, sys
sys.path.insert(0, "/opt/butcher")
from butcher_gate import confine, harness
left_out = ${JSON.stringify(leftOut)}
signal.signal(signal.SIGTERM, lambda *_: None)
signal.signal(signal.SIGINT, signal.SIG_IGN)
if "dumpable" not in left_out: confine.set_dumpable(0)
chief = socket.socketpair()
if "descriptors" in left_out:
    for end in chief: end.set_inheritable(True)
    os.closerange = lambda low, high: None
if "filter" not in left_out: confine.install_filter()
child = harness.start_harness(["/usr/bin/python3", "-c", ${JSON.stringify(attacks)}], {}, "/")
os.set_blocking(child.log, True)
while data := os.read(child.log, 65536): os.write(1, data)
`;
}

describe('what user code can do to its gate', () => {
  let docker: Docker;
  let image: string;

  before(async () => {
    docker = await connectToEngine();
    image = await ensureBaseImage(docker, { onProgress: () => {}, signal: new AbortController().signal });
  });

  /** What has worked; null: nobody was left to tell. `isFirst`: the gate is the container's first process. */
  async function successes(leftOut: readonly string[], isFirst = true): Promise<string[] | null> {
    const { output } = await runInImage(docker, image, gate(leftOut), {
      SecurityOpt: ['seccomp=unconfined'],
      Init: !isFirst,
    });
    if (output === '') return null;
    const attempts = JSON.parse(output) as Record<string, boolean>;
    return Object.keys(attempts).filter((name) => attempts[name]);
  }

  it('is nothing', async () => {
    assert.deepEqual(await successes([]), []);
  });

  it('is what each of its measures prevents', async () => {
    assert.deepEqual(await successes(['filter']), ['opens a connection']);
    assert.deepEqual(await successes(['dumpable']), ['reads its memory', 'sees its descriptors']);
    assert.deepEqual(await successes(['descriptors']), ['has one of its descriptors']);
    assert.equal(await successes([], false), null, 'the kernel protects the first process alone');
  });

  it('has no chief but one with the key, whatever certificate another shows', async () => {
    const pem = await readFile(new URL('../fixtures/gate/someone-else.pem', import.meta.url), 'utf8');
    const program = `
import socket, ssl, sys, threading
sys.path.insert(0, "/opt/butcher")
from butcher_gate.dial import dial
with open("/tmp/pem", "w") as file: file.write(${JSON.stringify(pem)})
def context(key, pem):
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.minimum_version = ssl.TLSVersion.TLSv1_3
    if pem: server.load_cert_chain(pem)
    if key: server.set_psk_server_callback(lambda name: key)
    return server
def answer(server):
    listener = socket.create_server(("127.0.0.1", 0))
    def accept():
        while True:
            client, _ = listener.accept()
            try: server.wrap_socket(client, server_side=True)
            except OSError: pass
    threading.Thread(target=accept, daemon=True).start()
    return "127.0.0.1:%d" % listener.getsockname()[1]
for key, pem in (None, "/tmp/pem"), (b"another key", "/tmp/pem"), (b"another key", None), (b"k" * 32, None):
    print(dial(answer(context(key, pem)), "pool", b"k" * 32, 0.5, 60) is not None, flush=True)
places = ["127.0.0.1:1", answer(context(b"another key", None)), answer(context(b"k" * 32, None))]
print(dial(",".join(places), "pool", b"k" * 32, 2, 60) is not None, flush=True)
`;
    const { output } = await runInImage(docker, image, program, { Tmpfs: { '/tmp': '' } });
    const [last, ...others] = output.trim().split(/\s+/).reverse();
    assert.deepEqual(others.reverse(), ['False', 'False', 'False', 'True']);
    assert.equal(last, 'True', 'wherever it is of several places');
  });
});
