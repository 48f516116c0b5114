import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { answers } from '../../../src/http/schemas/answers.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';
import { ServedChief } from '../../helpers/served-chief.ts';

describe('events as the API describes them', () => {
  it('are those that a chief tells, of a job that is done and of one that fails', async () => {
    const ajv = new Ajv({ strict: false });
    for (const [name, schema] of Object.entries(answers)) ajv.addSchema(schema, name);
    const validate = ajv.compile({ $ref: 'JobEvent#' });
    const failing = {
      ...sampleProgram('failing', 3),
      process: () => {
        throw new Error('no');
      },
    };
    const served = await ServedChief.start({ programs: { good: sampleProgram('good', 5), failing } });
    try {
      const ann = await served.account('ann');
      const seen = new Set<string>();
      for (const name of ['good', 'failing']) {
        const { id } = await served.submit(ann, name);
        for (const { json, type } of await served.follow(ann, id)) {
          assert.ok(validate(JSON.parse(json)), `${json} ${ajv.errorsText(validate.errors)}`);
          seen.add(type);
        }
      }
      for (const type of ['job', 'state', 'progress', 'failure', 'report']) assert.ok(seen.has(type), type);
    } finally {
      await served.end();
    }
  });
});
