// `npm test`: sets everything up, checks types, style and imports, runs every test, and what needs no container engine
// and may depend on Node on its later versions as well. Arguments go to mocha, which then runs once. Ends with the line
// "N passed, N failed", and stops the container engine if this run had to start it.
import process, { argv, exit } from 'node:process';
import { stopDockerd } from './setup/dockerd.mjs';
import { ensureTestTools } from './setup/test-tools.mjs';
import { runScript, setUp } from './setup.mjs';
import { runOnOtherNodes } from './tests/other-nodes.mjs';
import { run, runEveryTest, runMocha, wholeRun } from './tests/run-mocha.mjs';

await runScript(async () => {
  let engine = null;
  const onEngineStarted = (pid) => {
    engine = pid;
  };
  try {
    await setUp({ onEngineStarted });
    await ensureTestTools(console.log);
    const { code } = await run('npm', ['run', '--silent', 'check']);
    process.exitCode = code || (await runTests(argv.slice(2)));
  } finally {
    if (engine !== null) await stopDockerd(engine);
  }
});
exit();

/** Resolves with the exit code. */
async function runTests(given) {
  if (given.length > 0) return (await runMocha('tests', wholeRun, given)).code;
  const outcomes = await runEveryTest(runOnOtherNodes);
  // Once more and together, for who sees the end of a long log alone.
  for (const { name, failures } of outcomes)
    for (const { title, error } of failures) console.log(`failed, ${name}: ${title}\n${error}\n`);
  for (const { name, seconds } of outcomes) console.log(slowest(name, seconds));
  const sum = (of) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  console.log(`${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`);
  return outcomes.find(({ code }) => code !== 0)?.code ?? 0;
}

/** Where the time of a run went, for who has to keep it short. */
function slowest(name, seconds) {
  const files = Object.entries(seconds).sort(([, a], [, b]) => b - a);
  const all = files.reduce((total, [, one]) => total + one, 0);
  const told = files.slice(0, 8).map(([file, one]) => `${Math.round(one)} s ${file}`);
  return `${name}, ${Math.round(all)} s, the slowest: ${told.join(', ')}`;
}
