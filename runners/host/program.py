"""What a runner works with.

It loads and calls the code under test, and tells its exceptions from the author's.
"""

from __future__ import annotations

import inspect
import linecache
import sys
import types
from collections.abc import Callable, Mapping
from typing import cast

ANSWER_FILE = "<answer>"
Namespace = dict[str, object]


class LearnerRaised(Exception):
    """Raised around anything that the code under test raised; `original` is what it was."""

    def __init__(self, original: BaseException) -> None:
        super().__init__(type(original).__name__)
        self.original = original


class Program:
    """Loads and calls the code under test of one job."""

    def load(self, code: str, name: str = "answer", given: Mapping[str, object] | None = None) -> Namespace:
        """Run `code` as a module called `name` whose namespace starts with `given`; return that namespace.

        Raises LearnerRaised around whatever compiling or running it raises.
        """
        module = types.ModuleType(name)
        module.__file__ = ANSWER_FILE  # inspect finds the source of classes by it
        module.__dict__.update(given or {})
        sys.modules[name] = module  # dataclasses and typing look their module up by name
        remember_source(ANSWER_FILE, code)
        try:
            exec(compile(code, ANSWER_FILE, "exec"), module.__dict__)  # noqa: S102 - what this is for
        except BaseException as error:  # noqa: BLE001 - whatever it raises is the learner's
            raise LearnerRaised(error) from None
        return module.__dict__

    def function(self, namespace: Mapping[str, object], name: str) -> Callable[..., object]:
        """The callable `name` in `namespace`; LearnerRaised(NameError) if the code defines none."""
        found = namespace.get(name)
        if not callable(found):
            raise LearnerRaised(NameError(f"the code does not define a function '{name}'"))
        return cast("Callable[..., object]", found)

    def call(self, function: Callable[..., object], *args: object, **kwargs: object) -> object:
        """Call code under test; LearnerRaised around whatever it raises, SystemExit included."""
        try:
            return function(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 - whatever it raises is the learner's
            raise LearnerRaised(error) from None

    def arguments(self, job: Mapping[str, object], given: Mapping[str, object]) -> Namespace:
        """The dict `arguments` that the case's code sets, with `given` at hand.

        It is empty if the case has no code.
        """
        source = job.get("arguments")
        if not isinstance(source, str):
            return {}
        namespace = run_trusted(source, "<arguments>", given)
        drawn = namespace.get("arguments")
        if not isinstance(drawn, dict):
            raise TypeError("the case's code must set `arguments` to a dict of keyword arguments")
        return drawn

    def stages(
        self, sources: Mapping[str, str], functions: Mapping[str, str]
    ) -> dict[str, Callable[..., object]]:
        """Each stage's function by stage name; every text runs in a namespace of its own."""
        found: dict[str, Callable[..., object]] = {}
        for stage, source in sources.items():
            namespace = run_trusted(source, f"<stage {stage}>", {"__name__": f"stage_{stage}"})
            found[stage] = cast("Callable[..., object]", namespace[functions[stage]])
        return found

    def run(
        self, job: Mapping[str, object], given: Mapping[str, object], functions: Mapping[str, str]
    ) -> Namespace:
        """Run a job whose target is `entry` or `script`; the generic observations it asks for, by name."""
        target = cast("Mapping[str, str]", job["target"])
        arguments = self.arguments(job, given)  # first: the code under test must not shape its own inputs
        start: Namespace = {}
        if sources := cast("Mapping[str, str]", job.get("stages") or {}):
            start["stages"] = types.SimpleNamespace(**self.stages(sources, functions))
        code = cast("str", job["code"])
        if target["kind"] == "script":
            namespace = self.load(code, "__main__", {**given, **arguments, **start})
            return observe(job, namespace)
        if target["kind"] != "entry":
            raise ValueError(f"this runner has no target of kind '{target['kind']}'")
        namespace = self.load(code, given=start)
        returned = self.call(call_fittingly, self.function(namespace, target["name"]), arguments)
        call = {"return": returned, "arguments": arguments}
        return observe(job, namespace, {**call, "call": call})


def call_fittingly(function: Callable[..., object], arguments: Namespace) -> object:
    """Call `function` with `arguments` by name, or in their order if that alone fits its parameters."""
    in_order = tuple(arguments.values())
    if not fits(function, (), arguments) and fits(function, in_order, {}):
        return function(*in_order)
    return function(**arguments)


def fits(function: Callable[..., object], args: tuple[object, ...], kwargs: Namespace) -> bool:
    """Whether the parameters that `function` tells of can take these."""
    try:
        inspect.signature(function).bind(*args, **kwargs)
    except (TypeError, ValueError):
        return False
    return True


def observe(
    job: Mapping[str, object], namespace: Mapping[str, object], extra: Mapping[str, object] | None = None
) -> Namespace:
    """The observations of `job` found in `extra`, or as `variable:NAME` in `namespace`."""
    seen: Namespace = {}
    for name in cast("list[str]", job["observe"]):
        base, colon, argument = name.partition(":")
        if extra and name in extra:
            seen[name] = extra[name]
        elif colon and base == "variable" and argument in namespace:
            seen[name] = namespace[argument]
    return seen


def run_trusted(source: str, file: str, given: Mapping[str, object]) -> Namespace:
    """Run the author's `source` in a fresh namespace that starts with `given`.

    Exceptions pass as they are.
    """
    namespace: Namespace = {"__name__": "author", **given}
    remember_source(file, source)
    exec(compile(source, file, "exec"), namespace)  # noqa: S102 - the author's own code
    return namespace


def remember_source(file: str, source: str) -> None:
    """Let tracebacks and inspect find the lines of a file that exists nowhere."""
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
