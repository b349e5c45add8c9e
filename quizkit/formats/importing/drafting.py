"""Neutral questions as the questions of one topic: ids, skills, and per question what is missing or lost."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter, ValidationError

from quizkit.formats.importing.choosing import arrange, choose, separated
from quizkit.formats.importing.draft import CannotDraft, Draft, Fields, dollars
from quizkit.formats.importing.markdown import plain_words
from quizkit.formats.importing.model import Imported, Item, NotTaken, Numbers, Options, Rich, Words
from quizkit.formats.importing.model import Sequence as Ordered
from quizkit.formats.importing.names import Ids, id_in, is_title, slug
from quizkit.formats.importing.pictures import Album
from quizkit.formats.importing.typing_in import type_number, type_words
from quizkit.model.finding import Finding
from quizkit.model.question import Question

MOST_QUESTIONS = 5_000
_LEVELS = ("easy", "medium", "hard")
_FIXES = {
    "lost": "Look at the question, then take out its 'status: draft'.",
    "guessed": "Change it in the bank if it was meant in another way.",
    "missing": "Write it, then take out 'status: draft'.",
}
_STEP = re.compile(r"\d+\. ")
_CALLED = "Taken over from {title}: sort these questions into skills"


@dataclass(frozen=True)
class Drafted:
    """A topic as the data of its file, its pictures by their place beside it, and what there is to say.

    `complete` questions can be practised; `had_points`: some question was worth another number than 1.
    """

    topic: Fields
    pictures: dict[str, bytes]
    findings: tuple[Finding, ...]
    questions: int
    complete: int
    had_points: bool


def drafted(imported: Imported, topic: str, fallback: str) -> Drafted:
    """`imported` as the topic with the id `topic`; `fallback` is its title if the file has none."""
    drafter = _Drafter(topic, _line(imported.title) or fallback)
    for item in imported.items:
        for one in separated(item):
            drafter.take(one)
    return drafter.finish(imported.findings)


class _Drafter:
    """Takes one question after the other."""

    def __init__(self, topic: str, title: str) -> None:
        self._topic, self._title = topic, title
        self._ids, self._mistake_ids = Ids(), Ids()
        self._album = Album(topic)
        self._skills: dict[str, str] = {}
        self._mistakes: dict[str, Fields] = {}
        self._questions: list[Fields] = []
        self._groups: dict[str, list[Fields]] = {}
        self._findings: list[Finding] = []
        self._adapter: TypeAdapter[object] = TypeAdapter(Question)
        self._pointed = False

    def take(self, item: Item) -> None:
        """Draft one question, or say why not."""
        if isinstance(item.content, NotTaken):
            says = f"{_named(item)} is not taken over ({item.content.kind})."
            self._find("not-taken", item, says, item.content.instead)
            return
        identity = self._identity(item)
        draft = Draft(item, identity, self._album.keep)
        try:
            if len(self._questions) >= MOST_QUESTIONS:
                raise CannotDraft(f"A topic holds at most {MOST_QUESTIONS}; import the file in parts.")
            question = self._question(draft)
        except CannotDraft as error:
            says = f"{_named(item)} is not taken over: {str(error)[0].lower()}{str(error)[1:]}"
            self._find("not-taken", item, says, "Write it anew in the bank.")
            return
        self._questions.append(question)
        self._mistakes |= draft.mistakes
        self._pointed = self._pointed or item.points not in (None, 1.0)
        if item.group:
            self._groups.setdefault(item.group, []).append(question)
        self._tell(draft)

    def finish(self, findings: Sequence[Finding]) -> Drafted:
        """The topic of all that was taken."""
        for group in self._groups.values():
            for question in group:
                question["enemies"] = [other["id"] for other in group if other is not question]
        for question in self._questions:
            if not question["enemies"]:
                del question["enemies"]
        complete = sum("status" not in question for question in self._questions)
        everything = (*findings, *self._findings)
        pictures, count = self._album.files, len(self._questions)
        return Drafted(self._fields(), pictures, everything, count, complete, self._pointed)

    def _identity(self, item: Item) -> str:
        title = slug(item.title) if is_title(item.title) else ""
        prompt = slug(plain_words(item.prompt)[:200])
        ours = id_in(item.title) or id_in(item.identity)
        return self._ids.give([ours, title, prompt, slug(item.title), f"question-{len(self._questions) + 1}"])

    def _question(self, draft: Draft) -> Fields:
        """The question's fields in the order in which people write them. Raises CannotDraft."""
        item, prompt = draft.item, draft.text(draft.item.prompt)
        if not prompt:
            raise CannotDraft("It has no text.")
        self._fill(draft)
        steps = draft.text(item.general)
        if not steps:
            draft.missing.append("worked solution")
        hints = [hint for hint in map(draft.text, item.hints) if hint]
        if len(hints) > 3:
            draft.lose("Its hints after the third.")
        draft.notes += item.notes
        level = next((tag.casefold() for tag in item.tags if tag.casefold() in _LEVELS), "medium")
        unfinished = draft.missing or any(note.code == "lost" for note in draft.notes)
        kind = draft.fields.pop("kind")
        question: Fields = {
            "id": draft.identity,
            "kind": kind,
            **({"status": "draft"} if unfinished else {}),
            "difficulty": level,
            "skills": self._skills_of(item),
            "enemies": [],
            "prompt": prompt,
            **draft.fields,
            **({"hint": hints[:3]} if hints else {}),
            "solution": {"steps": _steps(steps)} if steps else {},
        }
        if kind == "numeric":
            question = {name: dollars(value) for name, value in question.items()}
        return self._checked(question)

    def _fill(self, draft: Draft) -> None:
        match draft.item.content:
            case Options():
                choose(draft, draft.item.content)
            case Words():
                type_words(draft, draft.item.content, self._mistake_ids)
            case Numbers():
                type_number(draft, draft.item.content, self._mistake_ids)
            case Ordered():
                arrange(draft, draft.item.content)
            case _:
                raise CannotDraft("It has nothing to answer.")

    def _checked(self, question: Fields) -> Fields:
        """`question`, if a bank can hold it: what others wrote may be beyond any bound."""
        try:
            self._adapter.validate_python(question)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"][1:])
            raise CannotDraft(f"A bank cannot hold its '{where}'.") from error
        return question

    def _skills_of(self, item: Item) -> list[str]:
        names = [tag for tag in item.tags if tag.casefold() not in _LEVELS] or [_last(item.category)]
        found = {slug(name): _line(name) for name in names[:5] if slug(name)}
        if not found:
            found = {"unsorted": _line(_CALLED.format(title=self._title))}
        self._skills |= {name: title for name, title in found.items() if name not in self._skills}
        return list(found)

    def _tell(self, draft: Draft) -> None:
        if draft.missing:
            says = f"There is no {' and no '.join(draft.missing)}."
            self._find("missing", draft.item, says, _FIXES["missing"], draft.identity)
        for note in dict.fromkeys(draft.notes):
            self._find(note.code, draft.item, note.says, _FIXES[note.code], draft.identity)

    def _find(self, code: str, item: Item, says: str, fix: str, question: str | None = None) -> None:
        if item.identity:
            says = f"Item {item.identity[:60]}: {says}"
        self._findings.append(
            Finding(
                code=code,
                file=item.file,
                line=item.line,
                message=_line(says),
                fix=fix,
                question=question,
                severity="note",
            )
        )

    def _fields(self) -> Fields:
        minutes = min(600, max(1, math.ceil(1.5 * len(self._questions))))
        return {
            "format": 1,
            "id": self._topic,
            "title": self._title,
            "authors": ["Unknown"],
            "license": "Unknown",
            "minutes": minutes,
            "insight": "What to walk away with is not written yet.",
            "skills": self._skills,
            **({"mistakes": self._mistakes} if self._mistakes else {}),
            "questions": self._questions,
        }


def _steps(solution: str) -> list[str]:
    """A solution's steps: the items, if it is nothing but a numbered list."""
    rows = solution.split("\n")
    if not all(not row or row.startswith("   ") or _STEP.match(row) for row in rows) or not _STEP.match(
        rows[0]
    ):
        return [solution]
    steps: list[list[str]] = []
    indent = 0
    for row in rows:
        if found := _STEP.match(row):
            indent = found.end()
            steps.append([row[indent:]])
        else:
            steps[-1].append(row[indent:])
    return ["\n".join(step).strip() for step in steps if "".join(step).strip()]


def _named(item: Item) -> str:
    words = plain_words(replace(item.prompt, text=item.prompt.text[:2000]))
    shown = item.title.strip() or words
    return f"'{_line(shown)[:60]}'" if shown.strip() else "A question without a name"


def _last(category: str) -> str:
    """The innermost category of a path; Moodle's own words around it say nothing."""
    name = category.replace("//", "\0").rpartition("/")[2].replace("\0", "/").strip()
    return "" if name in ("top", "$course$") else name.removeprefix("Default for ").strip()


def _line(words: str) -> str:
    return plain_words(Rich(words, "plain"))[:300].strip()
