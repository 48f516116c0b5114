export const genesis = 'samples/word-count/data/genesis.txt';
const lines = 'test/fixtures/data/lines.txt';

/** A package whose results are those of plain Python; paths are relative to the repository. */
export interface SampleCase {
  readonly package: string;
  readonly dataset: string | null;
  /** Folder that holds the results to expect. */
  readonly expected?: string;
}

export const gzipCase: SampleCase = { package: 'samples/parallel-gzip', dataset: genesis };
function sample(name: string, dataset: string | null): SampleCase {
  return { package: `samples/${name}`, dataset, expected: `samples/${name}/expected` };
}

function fixture(name: string, dataset: string | null = null): SampleCase {
  return { package: `test/fixtures/packages/${name}`, dataset };
}

/** Every sample and every fixture package that needs no library. */
export const sampleCases: readonly SampleCase[] = [
  sample('fasta-kmers', 'samples/fasta-kmers/data/lambda-phage.fa'),
  sample('inverted-index', 'samples/inverted-index/data'),
  sample('mandelbrot', null),
  sample('monte-carlo-pi', null),
  sample('numpy-guideline', 'samples/numpy-guideline/data/seattle-hourly.npy'),
  sample('weather-by-month', 'samples/weather-by-month/data/weather.csv'),
  sample('word-count', genesis),
  gzipCase,
  fixture('buffer-protocol'),
  fixture('empty-fragments'),
  fixture('guideline-aliases', lines),
  fixture('helper-folders'),
  fixture('language-features'),
  fixture('large-results'),
  fixture('locale-and-zones'),
  fixture('many-small'),
  fixture('merger-globals'),
  fixture('nested-results'),
  fixture('numpy-strides'),
  fixture('package-data'),
  fixture('prints-everywhere'),
  fixture('random-sizes'),
  fixture('slow-first'),
  fixture('unclosed-files', lines),
  fixture('zero-fragments'),
];
