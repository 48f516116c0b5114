import pyarrow


def Processor(fragment):
    with pyarrow.ipc.open_stream(fragment) as stream:
        flights = stream.read_all()
    grouped = flights.group_by("origin", use_threads=False).aggregate([("delay", "sum"), ("delay", "count")])
    out = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(out, grouped.schema) as stream:
        stream.write_table(grouped)
    return out.getvalue()
