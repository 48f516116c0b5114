"""Make seattle-hourly.npy: python3 make_data.py path/to/seattle-weather-hourly-normals.csv"""

import csv
import sys

import numpy as np

with open(sys.argv[1], newline="") as file:
    temperatures = [float(row["temperature"]) for row in csv.DictReader(file)]
# The first day of the source begins at 01:00; keep the 364 whole days after it.
np.save("seattle-hourly.npy", np.array(temperatures[23:]).reshape(-1, 24))
