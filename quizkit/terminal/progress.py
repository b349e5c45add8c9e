"""How progress reads: each topic with its skills, what is due, what comes again, how sure one was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from quizkit.text import visible

if TYPE_CHECKING:
    from quizkit.app.learning.progress import Calibration, Progress, TopicProgress
    from quizkit.session.mastery import Mastery

SURE = {3: "very sure", 2: "fairly sure", 1: "a guess"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTHING = "Nothing is answered yet."


def progress_lines(progress: Progress, weeks: bool = False) -> list[str]:
    """Everything in words, one line each, with control characters shown as escapes."""
    return [visible(line, one_line=True) for line in _lines(progress, weeks)]


def _lines(progress: Progress, weeks: bool) -> Iterator[str]:
    answered = [topic for topic in progress.topics if topic.answered]
    if not answered and not progress.absent:
        yield f"{NOTHING} Begin with: quizkit take TOPIC"
    for topic in answered:
        yield from _topic(topic, progress.at)
        yield ""
    due = sum(skill.is_due(progress.at) for topic in answered for skill in topic.skills)
    if due:
        yield f"{counted(due, 'skill is', 'skills are')} due. Go on with: quizkit take --mode review"
    elif answered:
        yield "Nothing is due now."
    yield from absent_lines(progress)
    if weeks:
        yield from ("", "Answers by week:")
        for monday, count in progress.weeks.items():
            yield f"  week of {monday.isoformat()}: {counted(count, 'answer', 'answers')}"


def _topic(topic: TopicProgress, now: datetime) -> Iterator[str]:
    yield f"{topic.address}: {topic.title}"
    yield f"  {sentence(said(topic.mastery))}."
    for skill in topic.skills:
        due = f"; {due_in(skill.due, now)}" if skill.due else ""
        yield f"  {skill.id} ({skill.says}): {said(skill.mastery)}{due}."
    for line in remarks(topic):
        yield f"  {line}"


def remarks(topic: TopicProgress) -> Iterator[str]:
    """What is to be said of a topic behind its skills: mistakes, calibration, answers that count no more."""
    for mistake in topic.mistakes:
        says = f" ({mistake.says})" if mistake.says else ""
        yield f"Made {mistake.times} times: {mistake.id}{says}."
    if topic.calibration:
        yield f"{sentence(_calibration(topic.calibration))}."
    if topic.gone:
        gone = counted(topic.gone, "answer", "answers")
        yield f"{gone} to questions that the topic has no longer: kept, and not counted."


def absent_lines(progress: Progress) -> Iterator[str]:
    """The answers that cannot be told by topic, since theirs cannot be opened now."""
    for address, count in progress.absent.items():
        are = counted(count, "answer", "answers")
        yield f"{are} kept of {address}, which cannot be opened now: it is in no bank here, or is broken."


def said(mastery: Mastery) -> str:
    """A mastery in words: "not yet: 7 of 8, likely 60-95 %"."""
    shown = mastery.strength
    if not shown.answered:
        return "not yet: nothing answered that counts"
    word = "strong" if mastery.strong else "not yet"
    likely = f"likely {shown.low * 100:.0f}-{shown.high * 100:.0f} %"
    again = ", one more session to confirm it" if shown.strong and not mastery.strong else ""
    return f"{word}: {shown.right} of {shown.answered}, {likely}{again}"


def due_in(due: datetime, now: datetime) -> str:
    """When something is due, in words, seen from `now`."""
    left = due - now
    if left <= timedelta(0):
        return "due now"
    if left < HOUR:
        return "due within the hour"
    if left < DAY:
        return f"due in {counted(left // HOUR, 'hour', 'hours')}"
    return f"due in {counted(left // DAY, 'day', 'days')}"


def _calibration(calibration: Calibration) -> str:
    told = [(SURE[level], *calibration[level]) for level in SURE if level in calibration]
    return ", ".join(f"{word}: {right} of {answered} right" for word, right, answered in told)


def sentence(words: str) -> str:
    """`words` with a capital."""
    return words[:1].upper() + words[1:]


def counted(number: int, one: str, many: str) -> str:
    """How many, in words."""
    return f"{number} {one if number == 1 else many}"
