"""Takes layers and rules away from a copy of the product, to show what each of them holds back.

Nothing here is a switch of the product's: the host's files are copied and one thing is removed from the copy,
or the engine of this test process alone is patched while the attack runs.
"""

from __future__ import annotations

import inspect
import os
import pickle  # what a peer does, as a control
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any  # what a module made anew holds

import pytest

from quizkit import paths
from quizkit.bank.runners import load_runner
from quizkit.model.job import Job, RunResult, Sandbox
from quizkit.sandbox import bubblewrap, launching, open_sandbox, running, verdict, view, wall, wire
from quizkit.sandbox.launching import Level

Change = Callable[[pytest.MonkeyPatch, Path], None]
BANK = Path("bank")  # of the ground: holds the key that no attack may find


def allowing(*numbers: int) -> tuple[str, str]:
    """Rules of the filter dropped: these calls are allowed with any arguments."""
    calls = {f"call {number}": number for number in numbers}
    return "syscalls", (
        f"ALLOWED = (*ALLOWED, Group('removed', 'a test', {calls}))\n"
        f"for _name in [n for n, k in ANSWERED_AS_ABSENT.items() if k in {numbers}]:\n"
        f"    del ANSWERED_AS_ABSENT[_name]\n"
        f"_filtered = filtered\n"
        f"def filtered(own_pid):\n"
        f"    return {{k: rule for k, rule in _filtered(own_pid).items() if k not in {numbers}}}\n"
    )


def unlimited(*names: str) -> tuple[str, str]:
    """Resource limits left as they were."""
    return "jail", (
        "class _Resource:\n"
        "    def __getattr__(self, name):\n"
        "        return getattr(_resource, name)\n"
        "    def setrlimit(self, which, value):\n"
        f"        if which not in [getattr(_resource, name) for name in {names}]:\n"
        "            _resource.setrlimit(which, value)\n"
        "_resource, resource = resource, _Resource()\n"
    )


def mounting(body: str) -> tuple[str, str]:
    """Another way to mount, in which `body` may return early or change `options`."""
    return "linux", (
        "_mount = mount\n"
        "def mount(source, target, kind, flags, options=None):\n"
        f"    {body}\n"
        "    _mount(source, target, kind, flags, options)\n"
    )


HOST: dict[str, tuple[str, str]] = {  # name -> module, from runners/host, what is appended to the copy
    "seccomp": ("seccomp", "def load(program): pass\n"),
    "landlock": ("landlock", "def restrict(made): os.close(made)\n"),
    "capabilities": ("linux", "def drop_capabilities(): pass\n"),
    "descriptors": ("linux", "def close_from(lowest): pass\n"),
    "not-dumpable": (
        "linux",
        "_prctl = prctl\n"
        "def prctl(option, argument=0):\n"
        "    (option, argument) == (PR_SET_DUMPABLE, 0) or _prctl(option, argument)\n",
    ),
    "pid-namespace": (
        "linux",
        "_unshare = unshare\n"
        "def unshare(flags):\n"
        "    flags & ~CLONE_NEWPID and _unshare(flags & ~CLONE_NEWPID)\n",
    ),
    "proc-cover": mounting("if target == '/proc': return"),
    "private-box": mounting("if target == '/box': return"),
    "disk-quota": mounting("options = options and options.replace('size=', 'size=9')"),
    "inode-quota": mounting("options = options and options.replace('nr_inodes=', 'nr_inodes=9')"),
    "memory-limit": unlimited("RLIMIT_AS", "RLIMIT_DATA"),
    "address-limit": unlimited("RLIMIT_AS"),
    "locked-memory-limit": unlimited("RLIMIT_MEMLOCK"),
    "cpu-limit": unlimited("RLIMIT_CPU"),
    "file-limit": unlimited("RLIMIT_NOFILE"),
    "file-size-limit": unlimited("RLIMIT_FSIZE"),
    "process-limit": unlimited("RLIMIT_NPROC"),
    "message-queue-limit": unlimited("RLIMIT_MSGQUEUE"),
    "abi": ("seccomp", "_compiled = compiled\ndef compiled(own_pid): return _compiled(own_pid)[3 * 8:]\n"),
    "no-sockets": allowing(41, 42, 43, 44, 45, 49, 50, 51, 54, 55),
    "no-socket-pairs": allowing(53),
    "no-fork": allowing(56, 57, 58, 61),
    "no-exec": allowing(59, 322),
    "own-pid-only": allowing(62, 234),
    "own-limits-only": allowing(302),
    "no-links": allowing(86, 88, 265, 266),
    "no-mounts": allowing(165, 166),
    "no-namespaces": allowing(272, 308),
    "no-memory-reading": allowing(310, 311),
    "no-tracing": allowing(101),
    "no-keyrings": allowing(248, 249, 250),
    "no-memory-files": allowing(319),
    "no-io-uring": allowing(425, 426, 427),
    "no-fault-handling": allowing(323),
    "no-shared-memory": allowing(29, 30, 31, 67),
    "no-host-name": allowing(170),
    "no-message-queues": allowing(240, 241),
    "no-messages": allowing(46, 47),
    "no-process-handles": allowing(434, 438),
    "no-watching": allowing(254, 294),
    "fcntl-commands": allowing(72),
    "prctl-options": allowing(157),
    "elements-only": (
        "../pytorch/runner",
        "_tensor_of = tensor_of\n"
        "def tensor_of(value):\n"
        "    if not isinstance(value, torch.Tensor):\n"
        "        return _tensor_of(value)\n"
        "    held = value.untyped_storage()\n"
        "    return 'uint8', (len(held),), torch.empty(0, dtype=torch.uint8).set_(held).numpy().tobytes()\n",
    ),
}


DECODER = {  # checks of the engine's decoder, and what stands there once one is gone
    "frame-lengths": ("HEADER.size + tree_size + block_size != len(data)", "False"),
    "every-byte-used": ("reader.used != len(reader.block)", "False"),
    "tensor-bytes": (
        "math.prod(sizes) * ITEMSIZE[dtype]", "min(math.prod(sizes), len(self.block) - self.used)"
    ),
    "whole-numbers": ("not 0 <= value <= most", "value > most"),
    "node-cap": ("MAX_NODES = 200_000", "MAX_NODES = 1 << 60"),
    "depth-cap": ("MAX_DEPTH = 40", "MAX_DEPTH = 1 << 60"),
    "tensor-cap": ("MAX_TENSORS = 1024", "MAX_TENSORS = 1 << 60"),
    "dimension-cap": ("MAX_DIMENSIONS = 8", "MAX_DIMENSIONS = 1 << 60"),
    "digit-cap": ("MAX_INTEGER_DIGITS = 10_000", "MAX_INTEGER_DIGITS = 1 << 60"),
    "finite-numbers": ("parse_constant=_refuse", "parse_constant=lambda name: 0"),
}  # fmt: skip


def decode_without(patch: pytest.MonkeyPatch, checks: Sequence[str]) -> None:
    """Let the engine read frames by a decoder without these checks: its text without them, as a module."""
    source = inspect.getsource(wire)
    for old, new in map(DECODER.__getitem__, checks):
        assert source.count(old) == 1, f"the decoder has no such text, or several: {old}"
        source = source.replace(old, new)
    made: dict[str, Any] = ModuleType(wire.__name__).__dict__
    exec(compile(source, str(wire.__file__), "exec"), made)
    patch.setattr(verdict, "decoded", made["decoded"])
    patch.setattr(verdict, "Malformed", made["Malformed"])


def setting(holder: object, name: str, value: object) -> Change:
    """One name of the engine's set to something else."""
    return lambda patch, _bank: patch.setattr(holder, name, value)


def shown(*files: str) -> Change:
    """More of this machine in the wall's view: the bank (as where a package carries it) or files."""
    return lambda patch, bank: patch.setattr(
        view, "SYSTEM_FILES", (*view.SYSTEM_FILES, *(files or [str(bank)]))
    )


def without_deadline(patch: pytest.MonkeyPatch, _bank: Path) -> None:
    """The engine grants a minute in place of the limit on waiting."""
    begin = running.Run.__init__

    def begin_patiently(self: running.Run, *arguments: Any) -> None:
        begin(self, *arguments)
        self.limits = self.limits.model_copy(update={"wall_s": 60.0})

    patch.setattr(running.Run, "__init__", begin_patiently)


def unpickled(data: bytes) -> wire.Frame:
    """What a peer does with what the learner's process wrote."""
    pickle.loads(data)  # noqa: S301 - the very thing that the attack is waiting for
    return wire.Frame("ok", None, {})


MANY = 1 << 60


def inherited(patch: pytest.MonkeyPatch, _bank: Path) -> None:
    """The wall gets the engine's environment too."""
    patch.setattr(wall, "ENVIRONMENT", {**os.environ, **wall.ENVIRONMENT})


STARTED: dict[str, Change] = {  # of the engine, where it makes a wall
    "clean-environment": inherited,
    "network": setting(
        bubblewrap, "WALL", tuple(word for word in bubblewrap.WALL if word != "--unshare-net")
    ),
    "bank-in-view": shown(),
    "view": shown("/etc/passwd"),
    "covers": setting(view, "covers", lambda binds, private: []),
    "private-paths": setting(launching, "private_paths", lambda spec, keep_out: []),
    "runner-files-only": setting(
        view, "runner_files", lambda spec: [path for path in Path(spec.folder).rglob("*.*") if path.is_file()]
    ),
}
ENGINE: dict[str, Change] = {  # of the engine, where it sees to a run: the wall is as ever
    "output-cap": setting(running, "MAX_SPOKEN", MANY),
    "result-cap": setting(running, "MAX_RESULT", MANY),
    "engine-clock": setting(running.Run, "_spare_cpu", lambda self: 1.0),
    "deadline": without_deadline,
    "never-pickle": setting(verdict, "decoded", unpickled),
}


def removals() -> set[str]:
    """Every layer and rule that can be taken away, by name."""
    return {*HOST, *STARTED, *ENGINE, *DECODER}


class Ground:
    """Where attacks are tried: sandboxes by runner, level and what is taken away, each opened once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bank = folder / BANK
        self.bank.mkdir(mode=0o755)
        (self.bank / "key.yaml").write_text("the-key-of-this-test")
        (self.bank / "key.yaml").chmod(0o644)
        self.closing = ExitStack()
        self.opened: dict[tuple[str, Level, frozenset[str]], Sandbox] = {}

    def run(self, job: Job, level: Level, removed: Sequence[str] = ()) -> RunResult:
        """Run one job at `level` without the layers called `removed`."""
        with self.without(removed):
            return self.sandbox(job.runner, level, removed).run(job)

    def sandbox(self, runner: str, level: Level, removed: Sequence[str] = ()) -> Sandbox:
        """The sandbox; call it inside of `without`, as it may start anew at any time.

        One serves all that take the same away from the wall itself.
        """
        key = (runner, level, frozenset(removed) & {*HOST, *STARTED})
        if key not in self.opened:
            self.opened[key] = self.closing.enter_context(
                open_sandbox(load_runner(runner), "own", [self.bank], force=level)
            )
        return self.opened[key]

    @contextmanager
    def without(self, removed: Sequence[str]) -> Iterator[None]:
        """The product, in this process, without the layers called `removed`."""
        assert set(removed) <= removals(), f"no such layer: {set(removed) - removals()}"
        with pytest.MonkeyPatch.context() as patch:
            if changes := sorted(set(removed) & set(HOST)):
                copy = self.copied(changes)
                patch.setattr(paths, "runners", lambda: copy)
            changing = {**STARTED, **ENGINE}
            for name in sorted(set(removed) & set(changing)):
                changing[name](patch, self.bank)
            if checks := sorted(set(removed) & set(DECODER)):
                decode_without(patch, checks)
            yield

    def copied(self, changes: Sequence[str]) -> Path:
        """A copy of the runners without these layers."""
        copy = self.folder / "+".join(changes)
        if not copy.exists():
            shutil.copytree(paths.runners(), copy, ignore=shutil.ignore_patterns("__pycache__", ".*"))
            for name in changes:
                module, text = HOST[name]
                with (copy / "host" / f"{module}.py").open("a") as file:
                    file.write(f"\n\n{text}")
        return copy
