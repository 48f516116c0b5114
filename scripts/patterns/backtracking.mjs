import { parseRegExpLiteral, visitRegExpAST } from '@eslint-community/regexpp';
import { analyse } from 'scslre';

/** What classes of characters are tried with, and how many texts at most stand for what a part of a pattern matches. */
const characters = [...' a0\n-_.[("\'#/'];
const mostSamples = 32;

/**
 * The first unbounded part of a pattern, as written, that takes in what stands before it in the pattern and may end in
 * failure: `#.*:` looks for its colon anew from each `#`. Null where there is none. scslre sees this only where the
 * part comes first or behind one character.
 */
export function searchedAnew(source, flags) {
  const { pattern, flags: parsed } = parseRegExpLiteral(new RegExp(source, flags));
  if (parsed.sticky) return null;
  return inAlternatives(pattern.alternatives, { flags, before: [''], after: '', isAnchored: false });
}

/**
 * The first repeated group, as written, two of whose alternatives match the same text, so that there are twice as many
 * ways with each repetition: `(?:a|\w)*`. Null where there is none.
 */
export function doubledWays(source, flags) {
  const bare = flags.replace(/[dgmy]/g, '');
  let found = null;
  visitRegExpAST(parseRegExpLiteral(new RegExp(source, flags)), {
    onQuantifierEnter(quantifier) {
      const { element, max, raw } = quantifier;
      const isRepeatedGroup = max === Number.POSITIVE_INFINITY && element.alternatives !== undefined;
      if (isRepeatedGroup && overlap(element.alternatives, bare)) found ??= raw;
    },
  });
  return found;
}

function overlap(alternatives, flags) {
  return alternatives.some(({ elements }, index) => {
    const samples = elements.reduce((all, each) => joined(all, samplesOf(each, flags)), ['']);
    const others = alternatives.filter((_, other) => other !== index);
    return others.some(({ raw }) => {
      const whole = new RegExp(`^(?:${raw})$`, flags);
      return samples.some((sample) => sample !== '' && whole.test(sample));
    });
  });
}

function inAlternatives(alternatives, place) {
  for (const { elements } of alternatives) {
    const found = inSequence(elements, place);
    if (found !== null) return found;
  }
  return null;
}

function inSequence(elements, { flags, before, after, isAnchored }) {
  let samples = before;
  let anchored = isAnchored;
  for (const [index, element] of elements.entries()) {
    const rest = elements.slice(index + 1).map(({ raw }) => raw);
    const place = { flags, before: samples, after: rest.join('') + after, isAnchored: anchored };
    if (element.type === 'Assertion' && element.kind === 'start' && !flags.includes('m')) anchored = true;
    if (element.type === 'Group' || element.type === 'CapturingGroup') {
      const found = inAlternatives(element.alternatives, place);
      if (found !== null) return found;
    }
    if (element.type === 'Quantifier' && element.max === Number.POSITIVE_INFINITY)
      if (!anchored && takesIn(element, samples, flags) && mayFail(element.raw + place.after, flags))
        return element.raw;
    samples = joined(samples, samplesOf(element, flags));
  }
  return null;
}

function takesIn({ raw }, samples, flags) {
  const whole = new RegExp(`^(?:${raw})$`, flags.replace(/[dgmy]/g, ''));
  return samples.some((sample) => sample !== '' && whole.test(sample));
}

function mayFail(tail, flags) {
  try {
    return analyse(new RegExp(tail, flags.replace('d', ''))).reports.some(({ type }) => type === 'Move');
  } catch {
    // It refers back to a group before it.
    return false;
  }
}

/** Some of the texts that an element matches. */
function samplesOf(element, flags) {
  switch (element.type) {
    case 'Character':
      return [String.fromCodePoint(element.value)];
    case 'CharacterClass':
    case 'CharacterSet': {
      const one = new RegExp(`^(?:${element.raw})$`, flags.replace(/[dgmy]/g, ''));
      return characters.filter((character) => one.test(character));
    }
    case 'Group':
    case 'CapturingGroup':
      return element.alternatives
        .flatMap(({ elements }) => elements.reduce((all, each) => joined(all, samplesOf(each, flags)), ['']))
        .slice(0, mostSamples);
    case 'Quantifier': {
      const once = samplesOf(element.element, flags);
      const often = once.map((sample) => sample.repeat(Math.max(1, element.min)));
      return element.min === 0 ? ['', ...often] : often;
    }
    case 'Assertion':
      return element.kind === 'start' && flags.includes('m') ? ['\n'] : [''];
    default:
      return [''];
  }
}

function joined(samples, more) {
  return samples.flatMap((sample) => more.map((other) => sample + other)).slice(0, mostSamples);
}
