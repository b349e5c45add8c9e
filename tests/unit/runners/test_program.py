"""What a runner is offered: loading, calling and blaming."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from types import ModuleType

import pytest

Host = Callable[[str], ModuleType]


def job(kind: str, code: str, **more: object) -> Mapping[str, object]:
    asked = {"target": {"kind": kind, "name": "f"}, "code": code, "observe": ["return", "variable:x"]}
    return asked | more


@pytest.mark.parametrize("code", ["x = (", "1 / 0", "raise SystemExit(3)", "\0", "raise KeyboardInterrupt"])
def test_whatever_loading_raises_is_the_learners(host: Host, code: str) -> None:
    program = host("program")
    with pytest.raises(program.LearnerRaised):
        program.Program().load(code)


def test_whatever_a_call_raises_is_the_learners(host: Host) -> None:
    program = host("program")
    with pytest.raises(program.LearnerRaised) as caught:
        program.Program().run(job("entry", "def f(): raise ValueError(7)"), {}, {})
    assert isinstance(caught.value.original, ValueError)


def test_a_missing_function_is_the_learners(host: Host) -> None:
    program = host("program")
    with pytest.raises(program.LearnerRaised) as caught:
        program.Program().run(job("entry", "f = 3"), {}, {})
    assert "'f'" in str(caught.value.original)


def test_what_the_cases_arguments_raise_is_the_authors(host: Host) -> None:
    with pytest.raises(ZeroDivisionError):
        host("program").Program().run(job("entry", "def f(): pass", arguments="1 / 0"), {}, {})


def test_arguments_that_are_no_dict_are_the_authors_fault(host: Host) -> None:
    with pytest.raises(TypeError, match="dict"):
        host("program").Program().run(job("entry", "def f(): pass", arguments="arguments = 3"), {}, {})


def test_arguments_are_drawn_before_the_answer_is_loaded(host: Host) -> None:
    """An answer that spoils the generator comes too late."""

    class Generator:
        value = 5

    code = "import builtins\ngiven = None\ndef f(n): return n"
    given = {"generator": Generator()}
    seen = (
        host("program")
        .Program()
        .run(job("entry", code, arguments="arguments = {'n': generator.value}"), given, {})
    )
    assert seen == {"return": 5}


def test_an_entrys_namespace_holds_nothing_given(host: Host) -> None:
    code = "def f(): return 'secret' in globals()"
    assert host("program").Program().run(job("entry", code), {"secret": 1}, {}) == {"return": False}


def test_a_scripts_namespace_begins_with_what_is_given_and_the_arguments(host: Host) -> None:
    seen = (
        host("program")
        .Program()
        .run(job("script", "x = a + b", arguments="arguments = {'b': 2}"), {"a": 1}, {})
    )
    assert seen == {"variable:x": 3}


def test_only_a_script_is_main(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    code = "x = __name__\ndef f(): return __name__"
    run = host("program").Program().run
    assert run(job("entry", code), {}, {})["return"] == "answer"
    assert run(job("script", code), {}, {})["variable:x"] == "__main__"


def test_stages_are_called_by_stage_name(host: Host) -> None:
    code = "def f(): return stages.step(4)"
    stages = {"step": "def make_step(n): return n * n"}
    seen = host("program").Program().run(job("entry", code, stages=stages), {}, {"step": "make_step"})
    assert seen == {"return": 16}


def test_a_variable_that_was_not_set_is_left_out(host: Host) -> None:
    assert host("program").Program().run(job("script", "y = 1"), {}, {}) == {}


def test_a_dataclass_can_be_defined(host: Host) -> None:
    code = "from dataclasses import dataclass\n@dataclass\nclass A:\n    n: 'int'\nx = A(3).n"
    assert host("program").Program().run(job("script", code), {}, {}) == {"variable:x": 3}


def test_the_arguments_are_observed_as_the_call_left_them(host: Host) -> None:
    code = "def f(rows):\n    rows.append(3)\n    return len(rows)"
    asked = job("entry", code, arguments="arguments = {'rows': [1, 2]}", observe=["arguments", "return"])
    assert host("program").Program().run(asked, {}, {}) == {"arguments": {"rows": [1, 2, 3]}, "return": 3}


@pytest.mark.parametrize(
    "code",
    [
        "def f(a, b): return a - b",
        "def f(b, a): return a - b",
        "def f(**named): return named['a'] - named['b']",
        "def f(x, y): return x - y",
        "def f(a, b, /): return a - b",
        "def f(*both): return both[0] - both[1]",
        "import functools, operator\nf = functools.partial(operator.sub)",
    ],
)
def test_parameters_may_have_names_of_their_own(host: Host, code: str) -> None:
    asked = job("entry", code, arguments="arguments = {'a': 5, 'b': 3}")
    assert host("program").Program().run(asked, {}, {})["return"] == 2


def test_a_call_that_fits_no_way_is_told_by_the_names(host: Host) -> None:
    program = host("program")
    with pytest.raises(program.LearnerRaised) as caught:
        program.Program().run(
            job("entry", "def f(x): pass", arguments="arguments = {'a': 5, 'b': 3}"), {}, {}
        )
    assert "'a'" in str(caught.value.original)


def test_the_source_of_what_the_code_defines_can_be_read(host: Host) -> None:
    code = "import inspect\nclass A:\n    pass\ndef f(): return inspect.getsource(A) + inspect.getsource(f)"
    seen = host("program").Program().run(job("entry", code), {}, {})
    assert str(seen["return"]).startswith("class A:\n    pass\ndef f()")
