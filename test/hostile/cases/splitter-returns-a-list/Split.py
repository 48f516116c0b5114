def splitter(path):
    return [b"a", b"b"]
