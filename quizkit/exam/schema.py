"""The JSON Schema of a blueprint, by which editors complete and check."""

from __future__ import annotations

from quizkit.model.blueprint import Blueprint


def blueprint_schema() -> dict[str, object]:
    """The schema, as plain data."""
    schema = Blueprint.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "quizkit blueprint"}
