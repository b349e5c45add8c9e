import json

json.dumps = lambda *args, **kwargs: '{}'
