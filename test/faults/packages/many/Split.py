def splitter(dataset_path: str):
    with open(dataset_path) as file:
        count = int(file.read())
    for number in range(1, count + 1):
        yield number.to_bytes(64, "big")
