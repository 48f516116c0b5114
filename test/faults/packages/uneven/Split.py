def splitter(dataset_path: str):
    with open(dataset_path) as file:
        count = int(file.read())
    for number in range(count):
        yield number.to_bytes(4, "big")
