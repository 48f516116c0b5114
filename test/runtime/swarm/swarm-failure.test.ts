import assert from 'node:assert/strict';
import { refusalSentence } from '../../../src/runtime/dial-in-refusals.ts';
import { managerFailure, swarmRefusal } from '../../../src/runtime/swarm/swarm-failure.ts';

const manager = { LocalNodeState: 'active', ControlAvailable: true };

describe('what keeps jobs off a Swarm', () => {
  it('is said with what to do about it', () => {
    const refused = [
      [undefined, '1.44', false, /no part of a Swarm/, /docker swarm init/],
      [{ LocalNodeState: 'inactive' }, '1.44', false, /no part of a Swarm/, /docker swarm init/],
      [{ LocalNodeState: 'pending' }, '1.44', false, /no part of a Swarm/, /docker swarm init/],
      [
        { LocalNodeState: 'error' },
        '1.44',
        false,
        /kept from its Swarm: it does not say why/,
        /start the engine/,
      ],
      [
        { LocalNodeState: 'error', Error: 'no \u001bdisk' },
        '1.44',
        false,
        /kept from its Swarm: no \\x1bdisk\.$/,
        /start the engine/,
      ],
      [
        {
          LocalNodeState: 'error',
          Error:
            'error while loading TLS certificate in /var/lib/docker/swarm/certificates/swarm-node.crt: certificate (1 - x) ' +
            'not valid before Mon, and it is currently Sun: x509: certificate has expired or is not yet valid: ',
        },
        '1.44',
        false,
        /clock of a machine/,
        /clocks of all machines/,
      ],
      [{ LocalNodeState: 'locked' }, '1.44', false, /is locked/, /docker swarm unlock/],
      [
        { ...manager, ControlAvailable: false },
        '1.44',
        false,
        /is a worker of its Swarm/,
        /docker node promote/,
      ],
      [manager, '1.40', false, /too old .* version 1\.40/, /Docker 20\.10/],
      [manager, '0.99', false, /too old/, /Docker 20\.10/],
      [manager, undefined, false, /version unknown/, /Docker 20\.10/],
      [manager, 'nonsense', false, /version nonsense/, /Docker 20\.10/],
      [manager, '1.44', true, /Podman, which has no Swarm/, /DOCKER_HOST/],
    ] as const;
    for (const [swarm, version, isPodman, said, help] of refused) {
      const refusal = swarmRefusal(swarm, version, isPodman);
      assert.equal(refusal?.failure.code, 'engine-unavailable', String(said));
      assert.match(refusal.failure.message, said);
      assert.match(refusal.failure.help!, help);
    }
  });

  it('is nothing with a manager that is new enough', () => {
    for (const version of ['1.41', '1.45', '2.0']) assert.equal(swarmRefusal(manager, version, false), null);
  });

  it('is told of a manager that does not lead, is late, or is none any more', () => {
    const answers = [
      [
        'rpc error: code = Unknown desc = The swarm does not have a leader.',
        /more than half/,
        /force-new-cluster/,
      ],
      ['rpc error: code = DeadlineExceeded desc = context deadline exceeded', /in time/, /docker node ls/],
      ['x509: certificate has expired or is not yet valid', /clock of a machine/, /timedatectl/],
      ['This node is not a swarm manager. Use "docker swarm init"', /not a manager .* any more/, /promote/],
    ] as const;
    for (const [words, said, help] of answers) {
      const told = managerFailure(new Error(words));
      assert.match(told!.failure.message, said);
      assert.match(told!.failure.help!, help);
    }
    assert.equal(managerFailure(new Error('no space left on device')), null);
    assert.equal(managerFailure({}), null);
  });

  it('is told of those who dial in and are sent away, a sentence each', () => {
    const reasons = ['key', 'nonsense', 'version', 'spent', 'unknown'] as const;
    const sentences = reasons.map(refusalSentence);
    assert.equal(new Set(sentences).size, reasons.length);
    assert.match(refusalSentence('spent'), /it was given up before, and others have its work/);
    assert.match(refusalSentence('version'), /machines have an image that is not this chief’s/);
  });
});
