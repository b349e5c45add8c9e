import ctypes
import os
import time

got = "parent"
if os.fork() == 0:
    ctypes.CDLL(None).prctl(15, b"quizkit-daemon", 0, 0, 0)
    time.sleep(60)
    os._exit(0)
time.sleep(0.2)
