def splitter(dataset_path: str):
    """Mebibytes that the work on each fragment takes."""
    for number in range(1, 31):
        yield str({11: 90, 22: 900}.get(number, 1)).encode()
