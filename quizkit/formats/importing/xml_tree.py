"""XML of others as a small tree: no entity is declared or fetched, size, depth and number are bounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

from quizkit.errors import ContentError
from quizkit.formats.importing.model import problem

MAX_BYTES = 64_000_000
MAX_ELEMENTS = 500_000
MAX_DEPTH = 60
_SAFE = "Export it again from the system that wrote it."


@dataclass
class Element:
    """An element by its name without namespace; `inside` holds texts and elements in their order."""

    name: str
    attributes: dict[str, str]
    line: int
    inside: list[Element | str] = field(default_factory=list)

    def children(self, *names: str) -> list[Element]:
        """The elements directly inside, all or those of these names."""
        return [
            part for part in self.inside if isinstance(part, Element) and (not names or part.name in names)
        ]

    def child(self, name: str) -> Element | None:
        """The last element of this name directly inside: where one stands twice, systems read the last."""
        found = self.children(name)
        return found[-1] if found else None

    def every(self, *names: str) -> Iterator[Element]:
        """The elements of these names at any depth, in the order of the file."""
        for part in self.children():
            if part.name in names:
                yield part
            yield from part.every(*names)

    @property
    def text(self) -> str:
        """The text directly inside."""
        return "".join(part for part in self.inside if isinstance(part, str))

    @property
    def markup(self) -> str:
        """Everything inside as the markup that it was: some systems write HTML as elements."""
        parts = [part if isinstance(part, str) else part._written() for part in self.inside]
        return "".join(parts)

    def _written(self) -> str:
        given = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes.items())
        inside = "".join(
            escape(part, quote=False) if isinstance(part, str) else part._written() for part in self.inside
        )
        return f"<{self.name}{given}>{inside}</{self.name}>"


class _Builder:
    def __init__(self, file: str) -> None:
        self._file = file
        self._count = 0
        self._open: list[Element] = []
        self.root: Element | None = None
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped

    def refuse(self, what: str, fix: str = _SAFE) -> ContentError:
        """The error that names the line which is being read."""
        line = max(1, self.parser.CurrentLineNumber)
        finding = problem("unreadable-xml", self._file, line, what, fix)
        return ContentError(f"'{self._file}' cannot be read.", [finding])

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise self.refuse(f"It has more than {MAX_ELEMENTS} elements.", "Export it in parts.")
        if len(self._open) >= MAX_DEPTH:
            raise self.refuse(f"Its elements are nested more than {MAX_DEPTH} deep.")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(name.rpartition(" ")[2], plain, self.parser.CurrentLineNumber)
        if self._open:
            self._open[-1].inside.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, name: str) -> None:
        del name
        self._open.pop()

    def _data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    def _entity(self, name: str, *rest: object) -> None:
        del rest
        raise self.refuse(f"It declares an entity of its own, '{name[:40]}', which is not read.")

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            raise self.refuse(f"It uses the entity '{name[:40]}', which is declared elsewhere.")


def read_xml(data: bytes, file: str) -> Element:
    """The root of the document. Raises ContentError with its line if it is no XML or beyond the bounds."""
    builder = _Builder(file)
    if len(data) > MAX_BYTES:
        raise builder.refuse(f"It is larger than {MAX_BYTES // 1_000_000} MB.", "Export it in parts.")
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as error:
        what = expat.errors.messages[error.code]
        raise builder.refuse(f"It is not valid XML: {what}.") from error
    except (ValueError, LookupError) as error:  # an encoding that nobody knows
        raise builder.refuse("It names an encoding that is not known.", "Save it as UTF-8.") from error
    if builder.root is None:
        raise builder.refuse("It holds no element.")
    return builder.root
