"""Progress as plain data, for --json."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from quizkit.terminal.progress import SURE

if TYPE_CHECKING:
    from quizkit.app.learning.progress import Progress, TopicProgress
    from quizkit.session.mastery import Mastery


def as_object(progress: Progress, weeks: bool) -> dict[str, object]:
    """What was reached as plain data; times in ISO 8601, chances in [0, 1]."""
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
                "is_due": skill.is_due(now),
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
