"""The values that a parameter of a question takes: listed, or a range that is expanded when it is read."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from quizkit.model.base import Noun

Scalar = bool | int | float | str

MOST_VALUES = 100
DIGITS = 12  # decimals kept of a range's values, so that 0.1 + 2 * 0.1 is 0.3


class ParamRange(Noun):
    """`{from: 1, to: 9, step: 2}`: from the first number to the last, both included if the step meets it."""

    first: int | float = Field(alias="from")
    to: int | float
    step: int | float = Field(1, gt=0)

    def values(self) -> tuple[int | float, ...]:
        """The numbers in ascending order; integers where all three are. ValueError for too many or none."""
        count = int((self.to - self.first) / self.step + 1e-9) + 1
        if self.to < self.first or count > MOST_VALUES:
            raise ValueError(f"a range gives 1 to {MOST_VALUES} values, and 'to' is not below 'from'")
        return tuple(round(self.first + index * self.step, DIGITS) for index in range(count))


def _expanded(given: object) -> object:
    return ParamRange.model_validate(given).values() if isinstance(given, dict) else given


class _ListedOrRanged:
    """Says in a schema what an author may write: a list of values, or a range."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, object]:
        listed = {"type": "array", "items": {"type": ["boolean", "integer", "number", "string"]}}
        return {"anyOf": [listed, ParamRange.model_json_schema()]}


Param = Annotated[tuple[Scalar, ...], BeforeValidator(_expanded), _ListedOrRanged()]
