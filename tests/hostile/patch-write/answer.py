import os

os.write = lambda *args: 0
