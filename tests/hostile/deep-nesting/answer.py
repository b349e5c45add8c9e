import json
import os
import struct

values = {"variable:got": "sent", "more": __import__("functools").reduce(lambda inner, _: [inner], range(200), 0)}
tree = json.dumps({"end": "ok", "raised": None, "values": values}).encode()
os.write(4, struct.pack("<4sHHIQ", b"QKWF", 1, 0, len(tree), 0) + tree)
os._exit(0)
