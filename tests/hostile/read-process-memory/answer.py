import os

got = open(f'/proc/{os.getppid()}/mem', 'rb')
