"""The JSON Schema of a topic file, by which editors complete and check."""

from __future__ import annotations

from quizkit.model.topic import Topic


def topic_schema() -> dict[str, object]:
    """The schema, as plain data."""
    schema = Topic.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "quizkit topic"}
