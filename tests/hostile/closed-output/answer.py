import sys

sys.stdout.close()
sys.stderr = None
got = 1
