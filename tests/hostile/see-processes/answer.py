import os

got = any(name.isdigit() for name in os.listdir("/proc"))
