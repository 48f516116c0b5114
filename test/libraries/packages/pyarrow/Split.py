import pyarrow
from pyarrow import parquet

ROWS = 250_000


def splitter(dataset_path):
    """Batches of flights in Arrow's format for streams."""
    for batch in parquet.ParquetFile(dataset_path).iter_batches(batch_size=ROWS, columns=["origin", "delay"]):
        out = pyarrow.BufferOutputStream()
        with pyarrow.ipc.new_stream(out, batch.schema) as stream:
            stream.write_batch(batch)
        yield out.getvalue()
