import type { Finding } from '../model/finding.ts';
import { likeliest } from '../text/likeliest.ts';

/** What is wrong with the package as a whole, whatever is loaded of it. */
const aboutThePackage: ReadonlySet<string> = new Set(
  'BUT101 BUT102 BUT103 BUT104 BUT107 BUT108 BUT109 BUT110'.split(' '),
);
/** Ruff's codes for an import and a variable that are not used. */
const unused: ReadonlySet<string> = new Set(['F401', 'F841']);
/** Of shorter names most resemble each other. */
const shortestMisspelt = 4;
const notLoaded = 'No entry file loads this file, so that this does not keep the package from running.';

/**
 * Findings as they count for a package of which only the `reached` files are loaded: an error in another Python file
 * is a warning, since it cannot happen. Warnings that only repeat what an error, or a closer warning, says are left
 * out.
 */
export function weighFindings(findings: readonly Finding[], reached: ReadonlySet<string>): Finding[] {
  const weighed = findings.map((finding) => asFarAsItRuns(finding, reached));
  const isEcho = echoesIn(weighed);
  return weighed.filter((finding) => !isEcho(finding));
}

function asFarAsItRuns(finding: Finding, reached: ReadonlySet<string>): Finding {
  const { rule, file, severity, help } = finding;
  if (severity === 'warning' || !file.endsWith('.py') || reached.has(file) || aboutThePackage.has(rule))
    return finding;
  return { ...finding, severity: 'warning', help: `${help} ${notLoaded}` };
}

/**
 * An unused import or variable beside an error is what the error leads to: the import that is not found, the name
 * that is misspelt where it should be used. A pool of processes that cannot work here need not be called suspicious
 * as well.
 */
function echoesIn(findings: readonly Finding[]): (finding: Finding) => boolean {
  const places = new Set<string>();
  const names = new Map<string, Set<string>>();
  for (const { rule, severity, file, line, message } of findings) {
    if (severity === 'error') {
      places.add(`error ${file} ${line}`);
      const known = names.get(file) ?? new Set();
      names.set(file, known);
      for (const name of namesIn(message)) known.add(name);
    }
    if (rule === 'BUT806') places.add(`BUT806 ${file} ${line}`);
  }
  return ({ rule, severity, file, line, message }) => {
    if (severity === 'error') return false;
    if (rule === 'BUT602') return places.has(`BUT806 ${file} ${line}`);
    if (!unused.has(rule)) return false;
    const name = namesIn(message)[0] ?? '';
    const wrong = names.get(file) ?? new Set();
    if (places.has(`error ${file} ${line}`) || wrong.has(name)) return true;
    return name.length >= shortestMisspelt && likeliest(name, wrong) !== null;
  };
}

function namesIn(message: string): string[] {
  return [...message.matchAll(/`([\w.]{1,100})`/g)].map(([, name]) => name!);
}
