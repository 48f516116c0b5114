// `npm run validators`: writes the validators of what harnesses say, from their schemas.
import { writeFileSync } from 'node:fs';
import { harnessMessageCode } from './validator-code.ts';

writeFileSync(new URL('../src/bridge/generated/harness-message.ts', import.meta.url), harnessMessageCode());
