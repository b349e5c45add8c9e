"""Completes topics, questions, modes and exams in a shell: reads names, and never more than one topic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from typer import Context

TOPIC_FILES = (".yaml", ".zip")


def mode_names(incomplete: str) -> list[tuple[str, str]]:
    """The modes that begin so, each with what it does."""
    from quizkit.session.modes import MODES

    return [(name, mode.says) for name, mode in MODES.items() if name.startswith(incomplete)]


def topic_names(ctx: Context, incomplete: str) -> list[str]:
    """The addresses that begin so; also a topic's bare name, which is enough where no other has it."""
    addresses = _addresses(ctx)
    bare = [address.partition("/")[2] for address in addresses] if incomplete else []
    return [name for name in (*addresses, *bare) if name.startswith(incomplete)]


def takable_names(ctx: Context, incomplete: str) -> list[str]:
    """Topics, and files that hold one or an exam."""
    return [*topic_names(ctx, incomplete), *_files(incomplete)]


def question_names(ctx: Context, incomplete: str) -> list[str]:
    """Topics with a slash behind them; once a topic is whole, its questions."""
    topic, slash, _ = incomplete.rpartition("/")
    if slash and topic in topic_names(ctx, topic):
        from quizkit.bank.catalogue import open_topic
        from quizkit.errors import QuizkitError

        try:
            loaded = open_topic(topic, _extra(ctx))
        except QuizkitError:
            return []
        names = [f"{topic}/{question.id}" for question in loaded.topic.questions]
        return [name for name in names if name.startswith(incomplete)]
    return [f"{name}/" for name in topic_names(ctx, incomplete)]


def _addresses(ctx: Context) -> list[str]:
    """Every topic's address; none where the banks cannot be listed, for a shell shows no sentence."""
    from quizkit.bank.catalogue import entries
    from quizkit.errors import QuizkitError

    try:
        return [entry.address for entry in entries(_extra(ctx))]
    except (QuizkitError, OSError):
        return []


def _extra(ctx: Context) -> list[Path]:
    return [Path(one) for one in ctx.params.get("path") or ()]


def _files(incomplete: str) -> Iterator[str]:
    """Files beside what was typed; a folder ends with a slash, so that the next part can be typed."""
    head, slash, tail = incomplete.rpartition("/")
    try:
        found = sorted(Path(f"{head}{slash}" or ".").iterdir())
    except OSError:
        return
    for path in found[:1000]:
        hidden = path.name.startswith(".") and not tail.startswith(".")
        if path.name.startswith(tail) and not hidden:
            if path.is_dir():
                yield f"{head}{slash}{path.name}/"
            elif path.suffix in TOPIC_FILES:
                yield f"{head}{slash}{path.name}"
