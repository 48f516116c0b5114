def splitter(dataset_path: str):
    """The dataset names a file; while it is there, fragment 20 kills whoever works on it."""
    with open(dataset_path) as file:
        marker = file.read()
    for number in range(1, 61):
        yield f"{'poison' if number == 20 else 'fine'} {number} {marker}".encode()
