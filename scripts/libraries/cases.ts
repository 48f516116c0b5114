/** A package that needs libraries, with its data; paths from the root of the repository. */
export interface LibraryCase {
  readonly name: string;
  readonly package: string;
  readonly dataset: string;
}

const packages = 'test/libraries/packages';
const vega = 'node_modules/vega-datasets/data';

export const libraryCases: readonly LibraryCase[] = [
  {
    name: 'pandas',
    package: 'samples/messy-csv',
    dataset: 'samples/messy-csv/data/readings.csv',
  },
  { name: 'Pillow', package: 'samples/contact-sheet', dataset: 'samples/contact-sheet/data' },
  { name: 'SciPy', package: `${packages}/scipy`, dataset: 'samples/weather-by-month/data/weather.csv' },
  { name: 'scikit-learn', package: `${packages}/scikit-learn`, dataset: `${vega}/penguins.json` },
  { name: 'matplotlib', package: `${packages}/matplotlib`, dataset: `${vega}/stocks.csv` },
  { name: 'polars', package: `${packages}/polars`, dataset: `${vega}/birdstrikes.csv` },
  { name: 'pyarrow', package: `${packages}/pyarrow`, dataset: `${vega}/flights-3m.parquet` },
  {
    name: 'lxml',
    package: `${packages}/lxml`,
    dataset: 'node_modules/fastify/docs/resources/encapsulation_context.svg',
  },
];
