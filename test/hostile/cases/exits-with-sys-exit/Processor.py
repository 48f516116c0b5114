import os
import sys


def Processor(fragment):
    sys.exit(0)
    return fragment if os and sys else b""
