"""The engine's side of the wall.

Opens sandboxes, runs jobs in sealed jails, decodes what they send, kills for sure.
"""

from quizkit.sandbox.fake import FakeSandbox
from quizkit.sandbox.opening import open_sandbox

__all__ = ["FakeSandbox", "open_sandbox"]
