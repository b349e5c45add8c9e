import os

for got in range(1, 301):
    os.open("/dev/null", os.O_RDONLY)
