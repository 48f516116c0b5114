import { type Control, controlsOf, onlyTests } from './control.ts';

const pool = 'test/runtime/cluster/worker-pool.test.ts';
const dialIn = 'test/runtime/cluster/dial-in.test.ts';
const gate = 'test/sandbox/gate.engine.test.ts';
const worker = 'test/runtime/cluster/remote-worker.engine.test.ts';

const spec = 'test/runtime/swarm/service-spec.test.ts';

/** What stands between user code on another machine and its gate, its network and the chief. */
export const clusterControls: readonly Control[] = [
  ...controlsOf(
    'sandbox/gate/butcher_gate/main.py',
    [worker],
    ['no network for user code', '    install_filter(', '    str('],
    ['the gate is closed to user code', '    set_dumpable(0)', '    set_dumpable(1)'],
    ['user code cannot interrupt the gate', '    signal.signal(signal.SIGINT, signal.SIG_IGN)\n', ''],
  ),
  ...controlsOf(
    'sandbox/gate/butcher_gate/harness.py',
    [gate],
    [
      'nothing of the gate’s is open in what it starts',
      'os.closerange(3, os.sysconf("SC_OPEN_MAX"))',
      'os.set_inheritable(3, True)',
    ],
  ),
  ...controlsOf(
    'sandbox/gate/compile_filter.py',
    [worker],
    ['no sockets of a network', '        if opens_a_network(rule):\n            continue\n', ''],
  ),
  ...controlsOf(
    'sandbox/gate/butcher_gate/dial.py',
    [gate],
    [
      'a chief is who has the key',
      'connection.getpeercert(binary_form=True) is not None or not connection.session_reused',
      'False',
    ],
  ),
  ...controlsOf(
    'sandbox/gate/butcher_gate/package.py',
    ['test/sandbox/gate.test.ts'],
    ['a package is the one that was announced', 'incoming.digest.hexdigest() != sha256', 'False'],
    ['no package writes elsewhere', '{"filter": "data"}', '{"filter": "fully_trusted"}'],
  ),
  ...controlsOf(
    'src/runtime/cluster/dial-in.ts',
    [dialIn],
    ['each task has one turn', 'spent === undefined || spent.has(task)', 'spent === undefined'],
    ['tasks are those that the engine knows', 'if (!belongs)', 'if (belongs === null)'],
    ['names of bounded length', ' && value.length <= longestName', ''],
  ),
  ...controlsOf(
    'src/runtime/cluster/gate-frames.ts',
    ['test/runtime/cluster/carried-streams.test.ts'],
    ['bounded control messages', 'this.#left > longestControl', 'false'],
  ),
  ...controlsOf(
    'src/runtime/swarm/is-leftover.ts',
    ['test/runtime/swarm/is-leftover.test.ts'],
    ['services of living chiefs are not swept', 'return isDead(chief);', 'return true;'],
    ['services of other homes are not swept', 'chief === null || chief.home !== self.home', 'chief === null'],
  ),
  ...controlsOf(
    'src/runtime/socket-folder.ts',
    ['test/runtime/socket-folder.test.ts'],
    ['sockets of living chiefs are not swept', ' && isDead(owner)', ''],
    ['nobody has folders of others swept', 'uid !== process.getuid?.()', 'uid < 0'],
  ),
  ...controlsOf(
    'src/runtime/swarm/service-spec.ts',
    [spec],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the file.
    ['not root on another machine', 'User: `${uid}:${uid}`', "User: '0:0'"],
    ['a read-only root there', 'ReadOnly: true', 'ReadOnly: false'],
    ['no capabilities there', "CapabilityDrop: ['ALL']", 'CapabilityDrop: []'],
    ['no new privileges there', 'NoNewPrivileges: true', 'NoNewPrivileges: false'],
    ['the gate is the first process', 'Init: false', 'Init: true'],
    ['bounded scratch there', 'SizeBytes: limits.scratchBytes', 'SizeBytes: 0'],
    ['bounded processes there', 'Pids: limits.pids', 'Pids: 0'],
    ['a key that one user reads', 'Mode: 0o400', 'Mode: 0o444'],
    ['no more than there is room for', 'Reservations: { NanoCPUs: cores,', 'Reservations: { NanoCPUs: 0,'],
  ),
  ...controlsOf(
    'src/runtime/cluster/remote-sandbox.ts',
    [pool],
    ['user code sends no worker away', 'isUnwanted && this.#leave()', 'this.#leave()'],
  ),
  ...onlyTests(
    'five seconds',
    controlsOf(
      'src/runtime/cluster/carried-streams.ts',
      ['test/runtime/cluster/carried-streams.test.ts'],
      ['silence is a loss', 'nowMs - this.#heardMs >= silenceMs', 'false'],
    ),
  ),
];
