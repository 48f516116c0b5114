// `npm run test:quick`: the tests that need no container engine, for the inner loop. Arguments go to mocha. Needs
// nothing but Node, npm and what `test-tools.mjs` lists; starts no engine and installs nothing on the machine.
import process, { argv } from 'node:process';
import { runScript, setUpCheckout } from './setup.mjs';
import { quickRun, runMocha } from './tests/run-mocha.mjs';

await runScript(async () => {
  await setUpCheckout();
  process.exitCode = (await runMocha('tests', quickRun, argv.slice(2))).code;
});
