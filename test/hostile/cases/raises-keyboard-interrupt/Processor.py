import os
import sys


def Processor(fragment):
    raise KeyboardInterrupt
    return fragment if os and sys else b""
