import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '../src/config.ts';
import { defaultLimits } from '../src/model/limits.ts';
import { serveSettings } from '../src/settings/serve-settings.ts';
import { defaultsOf } from '../src/settings/settings-reader.ts';

describe('the configuration', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-config-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function config(env: Record<string, string> = {}): Config {
    const read = readConfig({ HOME: folder, ...env }, '/work');
    assert.ok(!('problem' in read), JSON.stringify(read));
    return read;
  }
  async function problemOf(content: string): Promise<string> {
    await writeFile(join(folder, 'c.json'), content);
    const read = readConfig({ HOME: folder, BUTCHER_CONFIG: join(folder, 'c.json') }, '/work');
    assert.ok('problem' in read);
    return read.problem;
  }

  it('has a default for everything, and cannot be changed', () => {
    const read = config();
    assert.deepEqual(read, {
      home: join(folder, '.local/state/butcher'),
      python: 'python3',
      ociRuntime: null,
      cluster: { engine: 'own', mtu: 1450, ownWorkers: 0, registry: null, subnet: null },
      engine: { allowUnbounded: false },
      checks: { helperGenerators: 'error' },
      limits: defaultLimits,
      chief: null,
      token: null,
      libraries: {
        indexUrl: null,
        hosts: [],
        mirrors: [],
        credentials: null,
        wheelFolder: null,
        certificates: null,
      },
      serve: defaultsOf(serveSettings),
    });
    assert.ok(Object.isFrozen(read) && Object.isFrozen(read.limits));
  });

  it('finds the home folder by BUTCHER_HOME, then XDG_STATE_HOME, then HOME', () => {
    assert.equal(config({ XDG_STATE_HOME: '/state' }).home, '/state/butcher');
    assert.equal(config({ XDG_STATE_HOME: '/state', BUTCHER_HOME: '/mine' }).home, '/mine');
    assert.equal(config({ BUTCHER_HOME: 'here' }).home, '/work/here');
    assert.equal(config({ BUTCHER_HOME: '' }).home, join(folder, '.local/state/butcher'));
  });

  it('has memory within its cap, whichever of them is written, and refuses both that do not fit', async () => {
    await mkdir(join(folder, '.config/butcher'), { recursive: true });
    const limitsOf = async (limits: object) => {
      await writeFile(join(folder, '.config/butcher/config.json'), JSON.stringify({ limits }));
      const { memory, memoryCap } = config().limits;
      return [memory / 2 ** 20, memoryCap / 2 ** 20];
    };
    assert.deepEqual(await limitsOf({ memory: '4GiB' }), [4096, 4096]);
    assert.deepEqual(await limitsOf({ memoryCap: '256MiB' }), [256, 256]);
    assert.deepEqual(await limitsOf({ memory: '1GiB', memoryCap: '3GiB' }), [1024, 3072]);
    assert.match(
      await problemOf('{"limits": {"memory": "4GiB", "memoryCap": "2GiB"}}'),
      /limits that do not fit: the limit memoryCap \(2 GiB\) may not be smaller than the limit memory \(4 GiB\)\.$/,
    );
  });

  it('takes the file, and the environment before it', async () => {
    await mkdir(join(folder, '.config/butcher'), { recursive: true });
    const content = {
      home: '/filed',
      python: 'python3.12',
      ociRuntime: 'runsc',
      engine: { allowUnbounded: true },
      limits: { memory: '1GiB', pids: 18 },
      pip: { wheels: 'wheels' },
    };
    await writeFile(join(folder, '.config/butcher/config.json'), JSON.stringify(content));
    const read = config({ BUTCHER_PYTHON: '/opt/python' });
    assert.equal(read.home, '/filed');
    assert.equal(read.python, '/opt/python');
    assert.equal(read.ociRuntime, 'runsc');
    assert.equal(read.engine.allowUnbounded, true);
    assert.equal(read.libraries.wheelFolder, '/work/wheels');
    assert.deepEqual(read.limits, { ...defaultLimits, memory: 2 ** 30, pids: 18 });
  });

  it('says what is wrong with a file', async () => {
    assert.match(await problemOf('{'), /^The configuration file \S+c\.json is not JSON: .*\.$/);
    assert.match(await problemOf('[]'), /one JSON object, not a list\.$/);
    assert.match(
      await problemOf('{"hom": "/x"}'),
      /has "hom", which is not a setting; did you mean "home"\?$/,
    );
    assert.match(await problemOf('{"home": 3}'), /has 3 for "home", which takes the path of a folder\.$/);
    assert.match(await problemOf('{"limits": {"memroy": 1}}'), /did you mean "limits\.memory"\?/);
    assert.match(
      await problemOf('{"limits": {"memory": "much"}}'),
      /has "much" for "limits\.memory", which takes a size/,
    );
    assert.match(
      await problemOf('{"limits": {"__proto__x": 1}}'),
      /"limits\.__proto__x", which is not a setting/,
    );
    assert.match(await problemOf('{"engine": true}'), /"engine"/);
    assert.match(
      await problemOf('{"engine": {"allowUnbound": true}}'),
      /did you mean "engine\.allowUnbounded"\?/,
    );
    assert.match(
      await problemOf('{"engine": {"allowUnbounded": "yes"}}'),
      /has "yes" for "engine\.allowUnbounded"/,
    );
  });
});
