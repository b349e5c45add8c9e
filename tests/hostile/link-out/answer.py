import os

os.symlink("/etc/passwd", "/box/mine")
got = open("/box/mine").read()
