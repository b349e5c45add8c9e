import os
import time

count = 0
try:
    for count in range(40):
        if os.fork() == 0:
            time.sleep(5)
            os._exit(0)
except BlockingIOError:
    pass
got = "many" if count == 39 else "few"
