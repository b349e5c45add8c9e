"""What came back of an exam under the ids and names of a roster."""

from __future__ import annotations

from dataclasses import replace

from quizkit.formats.handings import Handing
from quizkit.formats.notes import note
from quizkit.formats.people import Index, Person
from quizkit.formats.responses import Returned
from quizkit.formats.roster import Roster
from quizkit.model.exam import Response
from quizkit.model.finding import Finding


def on_roster(returned: Returned, roster: Roster, table: str) -> Returned:
    """The same responses, those of people on the roster under its ids; of two of one person the first.

    Who is not on it stays as they are. Findings tell of them, in the file called `table`, and of those who
    returned nothing.
    """
    index, people = Index(roster.people), {person.id: person for person in roster.people}
    findings = [*returned.findings, *roster.findings]
    kept: dict[str, Response] = {}
    was: dict[str, str] = {}
    for response in returned.responses:
        found, _ = index.find(Handing(response.learner, (), response.name, frozenset(response.aliases)))
        renamed = _renamed(response, people[next(iter(found))]) if len(found) == 1 else response
        row = returned.rows[response.learner]
        file = returned.files.get(response.learner, table)
        if len(found) != 1:
            findings.append(_unknown(response, sorted(found), file, row))
        if renamed.learner in kept:
            says = f"'{response.learner}' is '{renamed.learner}', of whom there is one already."
            findings.append(note("learner-twice", file, says, "Keep one; the first was graded.", row))
            continue
        kept[renamed.learner], was[renamed.learner] = renamed, response.learner
    findings += [
        note("missing-learner", roster.file, f"'{one.id}' ({one.name}) returned nothing.", "Ask the learner.")
        for one in roster.people
        if one.id not in kept
    ]
    now = {before: after for after, before in was.items()}
    return replace(
        returned,
        responses=tuple(kept.values()),
        rows={learner: returned.rows[before] for learner, before in was.items()},
        findings=tuple(findings),
        handed={(now[who], name): one for (who, name), one in returned.handed.items() if who in now},
        moved={(now[who], name): one for (who, name), one in returned.moved.items() if who in now},
        files={
            learner: returned.files[before] for learner, before in was.items() if before in returned.files
        },
    )


def _renamed(response: Response, person: Person) -> Response:
    aliases = {response.learner, *response.aliases, *person.aliases} - {person.id}
    return response.model_copy(
        update={"learner": person.id, "name": person.name, "aliases": tuple(sorted(aliases))}
    )


def _unknown(response: Response, fitting: list[str], file: str, row: int) -> Finding:
    who = f"'{response.learner}'" + (f" ({response.name})" if response.name else "")
    if not fitting:
        fix = "Add their id or name to the roster, or a column of ids."
        return note("unknown-learner", file, f"{who} is not on the roster.", fix, row)
    says = f"{who} may be any of {', '.join(fitting[:5])}."
    return note("ambiguous-learner", file, says, "Add a column with the platform's ids to the roster.", row)
