"""How progress reads: lines of text, or plain data for --json."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from quizkit.text import visible

if TYPE_CHECKING:
    from quizkit.app.progress import Calibration, Progress, SkillProgress, TopicProgress
    from quizkit.session.mastery import Mastery

SURE = {3: "very sure", 2: "fairly sure", 1: "a guess"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def as_lines(progress: Progress, weeks: bool) -> list[str]:
    """Everything in words, one line each, with control characters shown as escapes."""
    return [visible(line, one_line=True) for line in _lines(progress, weeks)]


def _lines(progress: Progress, weeks: bool) -> Iterator[str]:
    answered = [topic for topic in progress.topics if topic.answered]
    if not answered and not progress.absent:
        yield "Nothing is answered yet. Begin with: quizkit take TOPIC"
    for topic in answered:
        yield from _topic(topic, progress.at)
        yield ""
    due = sum(_is_due(skill, progress.at) for topic in answered for skill in topic.skills)
    if due:
        yield f"{_counted(due, 'skill is', 'skills are')} due. Go on with: quizkit take --mode review"
    elif answered:
        yield "Nothing is due now."
    for address, count in progress.absent.items():
        are = _counted(count, "answer", "answers")
        yield f"{are} kept of {address}, which cannot be opened now: it is in no bank here, or is broken."
    if weeks:
        yield from ("", "Answers by week:")
        for monday, count in progress.weeks.items():
            yield f"  week of {monday.isoformat()}: {_counted(count, 'answer', 'answers')}"


def _topic(topic: TopicProgress, now: datetime) -> Iterator[str]:
    yield f"{topic.address}: {topic.title}"
    yield f"  {_sentence(said(topic.mastery))}."
    for skill in topic.skills:
        due = f"; {due_in(skill.due, now)}" if skill.due else ""
        yield f"  {skill.id} ({skill.says}): {said(skill.mastery)}{due}."
    for mistake in topic.mistakes:
        says = f" ({mistake.says})" if mistake.says else ""
        yield f"  Made {mistake.times} times: {mistake.id}{says}."
    if topic.calibration:
        yield f"  {_sentence(_calibration(topic.calibration))}."
    if topic.gone:
        gone = _counted(topic.gone, "answer", "answers")
        yield f"  {gone} to questions that the topic has no longer: kept, and not counted."


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
        return f"due in {_counted(left // HOUR, 'hour', 'hours')}"
    return f"due in {_counted(left // DAY, 'day', 'days')}"


def _calibration(calibration: Calibration) -> str:
    told = [(SURE[level], *calibration[level]) for level in SURE if level in calibration]
    return ", ".join(f"{word}: {right} of {answered} right" for word, right, answered in told)


def _is_due(skill: SkillProgress, now: datetime) -> bool:
    return skill.due is not None and skill.due <= now


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def as_object(progress: Progress, weeks: bool) -> dict[str, object]:
    """The same as plain data; times in ISO 8601, chances in [0, 1]."""
    counts = {monday.isoformat(): count for monday, count in progress.weeks.items()}
    return {
        "at": progress.at.isoformat(),
        "topics": [_topic_object(topic, progress.at) for topic in progress.topics],
        "absent": dict(progress.absent),
        **({"weeks": counts} if weeks else {}),
    }


def _topic_object(topic: TopicProgress, now: datetime) -> dict[str, object]:
    return {
        "topic": topic.address,
        "title": topic.title,
        **_mastery_object(topic.mastery),
        "skills": [
            {
                "skill": skill.id,
                "says": skill.says,
                **_mastery_object(skill.mastery),
                "due": skill.due.isoformat() if skill.due else None,
                "is_due": _is_due(skill, now),
            }
            for skill in topic.skills
        ],
        "mistakes": [{"mistake": one.id, "says": one.says, "times": one.times} for one in topic.mistakes],
        "calibration": [
            {"sure": SURE[level], "right": right, "answered": answered}
            for level, (right, answered) in sorted(topic.calibration.items())
        ],
        "given": topic.answered,
        "gone": topic.gone,
    }


def _mastery_object(mastery: Mastery) -> dict[str, object]:
    shown = mastery.strength
    return {
        "strong": mastery.strong,
        "right": shown.right,
        "answered": shown.answered,
        "low": shown.low,
        "high": shown.high,
        "sessions": mastery.sessions,
    }
