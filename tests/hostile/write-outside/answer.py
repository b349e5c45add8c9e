import os
import tempfile

with tempfile.NamedTemporaryFile(dir="/tmp") as file:
    got = file.write(b"here")
