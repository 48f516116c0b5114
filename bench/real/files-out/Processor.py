def Processor(fragment: bytes) -> bytes:
    return fragment
