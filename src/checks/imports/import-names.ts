/** Modules that a package of the Python index brings where they are not called like it; keys are normalized names. */
export const importNames: ReadonlyMap<string, readonly string[]> = table(`
pyyaml: yaml
pillow: PIL
pillow-simd: PIL
scikit-learn: sklearn
scikit-image: skimage
scikit-bio: skbio
beautifulsoup4: bs4
python-dateutil: dateutil
opencv-python: cv2
opencv-python-headless: cv2
opencv-contrib-python: cv2
opencv-contrib-python-headless: cv2
attrs: attr attrs
biopython: Bio BioSQL
gdal: osgeo
pymupdf: fitz pymupdf
pycryptodome: Crypto
pycryptodomex: Cryptodome
pyjwt: jwt
pyserial: serial
pyzmq: zmq
pynacl: nacl
pyopenssl: OpenSSL
python-dotenv: dotenv
python-docx: docx
python-pptx: pptx
python-magic: magic
python-louvain: community
python-levenshtein: Levenshtein
python-igraph: igraph
igraph: igraph
msgpack-python: msgpack
mysqlclient: MySQLdb
psycopg2-binary: psycopg2
psycopg-binary: psycopg
protobuf: google
grpcio: grpc
google-api-python-client: googleapiclient apiclient
earthengine-api: ee
setuptools: setuptools pkg_resources _distutils_hack
gitpython: git
markdown: markdown
jinja2: jinja2
markupsafe: markupsafe
ruamel-yaml: ruamel
ruamel.yaml: ruamel
pyshp: shapefile
pysocks: socks
pyusb: usb
wxpython: wx
pyqt5: PyQt5
pyside6: PySide6
pygments: pygments
python-slugify: slugify
umap-learn: umap
imbalanced-learn: imblearn
hdbscan: hdbscan
faiss-cpu: faiss
tensorflow-cpu: tensorflow
pytorch-lightning: pytorch_lightning
torch: torch functorch torchgen
matplotlib: matplotlib mpl_toolkits pylab
pywavelets: pywt
pyfftw: pyfftw
h5netcdf: h5netcdf
netcdf4: netCDF4 cftime
pyproj: pyproj
simpleitk: SimpleITK
itk: itk
nibabel: nibabel nisext
dm-tree: tree
absl-py: absl
fonttools: fontTools
unidecode: unidecode
lxml: lxml
html5lib: html5lib
levenshtein: Levenshtein
rpy2: rpy2
sqlalchemy: sqlalchemy
astropy: astropy
cython: Cython pyximport
rdkit-pypi: rdkit
openbabel-wheel: openbabel
mdanalysis: MDAnalysis
pyarrow: pyarrow
zstandard: zstandard
backports-zoneinfo: backports
python-snappy: snappy
lz4: lz4
brotli: brotli
python-lzo: lzo
regex: regex
tables: tables
spacy: spacy
`);

/** Modules that come along with what a package depends on, so far as code uses them without asking for them. */
export const transitiveImports: ReadonlyMap<string, readonly string[]> = table(`
pandas: numpy dateutil pytz tzdata six
scikit-learn: numpy scipy joblib threadpoolctl
scikit-image: numpy scipy networkx PIL imageio tifffile lazy_loader packaging
matplotlib: numpy PIL dateutil cycler kiwisolver contourpy fontTools pyparsing packaging six
seaborn: numpy pandas matplotlib mpl_toolkits pylab PIL dateutil pytz
statsmodels: numpy scipy pandas patsy packaging dateutil pytz
xarray: numpy pandas packaging dateutil pytz
dask: cloudpickle fsspec packaging partd yaml toolz click
geopandas: numpy pandas shapely pyproj packaging pyogrio dateutil
requests: urllib3 certifi idna charset_normalizer
beautifulsoup4: soupsieve
nltk: click joblib regex tqdm
spacy: numpy tqdm pydantic requests jinja2 thinc typer packaging srsly
torch: sympy networkx jinja2 filelock fsspec mpmath markupsafe typing_extensions
torchvision: torch numpy PIL
transformers: numpy huggingface_hub packaging yaml regex requests tokenizers safetensors tqdm filelock
tensorflow: numpy keras absl google h5py wrapt six
jax: jaxlib ml_dtypes numpy scipy opt_einsum
numba: llvmlite numpy
astropy: numpy erfa yaml packaging
sympy: mpmath
networkx:
rasterio: numpy affine attr certifi click
imageio: numpy PIL
librosa: numpy scipy sklearn joblib soundfile numba
aiohttp: attr multidict yarl frozenlist aiosignal
httpx: httpcore anyio certifi idna sniffio h11
flask: werkzeug jinja2 click itsdangerous markupsafe blinker
pydantic: pydantic_core typing_extensions annotated_types
openpyxl: et_xmlfile
boto3: botocore s3transfer jmespath dateutil urllib3
plotly: packaging narwhals
jinja2: markupsafe
pytest: pluggy packaging iniconfig
gensim: numpy scipy smart_open
xgboost: numpy scipy
lightgbm: numpy scipy
catboost: numpy scipy pandas matplotlib plotly six
opencv-python: numpy
opencv-python-headless: numpy
h5py: numpy
tables: numpy numexpr blosc2 packaging
netcdf4: numpy cftime certifi
`);

function table(text: string): ReadonlyMap<string, readonly string[]> {
  const rows = text
    .trim()
    .split('\n')
    .map((row) => row.split(/:\s*/) as [string, string]);
  return new Map(rows.map(([name, modules]) => [name, modules === '' ? [] : modules.split(' ')]));
}
