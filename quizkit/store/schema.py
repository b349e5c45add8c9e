"""The tables of the log: `event` is the truth; SQLite itself folds `sitting`, `turn` and `slip` from it.

Every event that is inserted is folded in the same transaction, whatever program inserts it, so that what is
derived can neither lag behind nor disagree. `fold` is a view to insert into: replaying all events into it
makes the derived tables anew (`rebuild`).
"""

from __future__ import annotations

import sqlite3

FORMAT = 1  # PRAGMA user_version of the files this version writes
APPLICATION = 0x517A4B31  # PRAGMA application_id: "QzK1"

STAYS = """
CREATE TRIGGER event_stays BEFORE DELETE ON event BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;
"""
FIXED = """
CREATE TRIGGER event_is_fixed BEFORE UPDATE ON event BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;
"""

# Columns of a primary key come first: the check of SQLite 3.40 takes others between them for null.
# `turn.at`, `told`, `outcome` and `score` are those of the first answer that could be judged, or of the skip
# of a question that was not answered; all are null until then. Handing in the starter settles a turn only
# until a real answer does, and is not among its `answers`. `helped` counts hints, steps and solutions seen
# before; `again` is 1 if the session had the question in an earlier turn. In tables without rowid the key's
# columns come first: where they do not, `quick_check` of SQLite 3.40 complains of nulls that are none.
DERIVED = """
CREATE TABLE sitting (
    session TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    topic TEXT NOT NULL,
    mode TEXT NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX sitting_topic ON sitting (topic, mode, seq);
CREATE TABLE turn (
    session TEXT NOT NULL,
    turn INTEGER NOT NULL,
    question TEXT NOT NULL,
    mode TEXT NOT NULL,
    variant INTEGER NOT NULL DEFAULT 0,
    again INTEGER NOT NULL,
    helped INTEGER NOT NULL DEFAULT 0,
    answers INTEGER NOT NULL DEFAULT 0,
    sure INTEGER,
    at TEXT,
    told INTEGER,
    outcome TEXT,
    score REAL,
    PRIMARY KEY (session, turn)
) STRICT, WITHOUT ROWID;
CREATE INDEX turn_question ON turn (question, at, mode, again, variant, answers, sure, score);
CREATE INDEX turn_told ON turn (told);
CREATE TABLE slip (
    session TEXT NOT NULL,
    turn INTEGER NOT NULL,
    mistake TEXT NOT NULL,
    question TEXT NOT NULL,
    PRIMARY KEY (session, turn, mistake)
) STRICT, WITHOUT ROWID;
CREATE INDEX slip_question ON slip (question, mistake);
CREATE TABLE checkpoint (
    name TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    seq INTEGER NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

FOLDING = """
CREATE VIEW fold AS SELECT seq, session, at, what, json_extract(what, '$.type') AS type,
    json_extract(what, '$.turn') AS turn, json_extract(what, '$.question') AS question FROM event;
CREATE TRIGGER fold_event INSTEAD OF INSERT ON fold BEGIN
    INSERT OR IGNORE INTO sitting (session, seq, topic, mode)
        SELECT NEW.session, NEW.seq, json_extract(NEW.what, '$.topic'), json_extract(NEW.what, '$.mode')
        WHERE NEW.type = 'started';
    UPDATE sitting SET ended = 1 WHERE session = NEW.session AND NEW.type = 'ended';
    INSERT OR IGNORE INTO turn (session, turn, question, mode, again)
        SELECT NEW.session, NEW.turn, NEW.question,
            coalesce((SELECT mode FROM sitting WHERE session = NEW.session), ''),
            EXISTS (SELECT 1 FROM turn WHERE session = NEW.session AND turn < NEW.turn
                    AND question = NEW.question)
        WHERE NEW.turn IS NOT NULL;
    UPDATE turn SET
        variant = coalesce(json_extract(NEW.what, '$.variant'), variant),
        helped = helped + ((at IS NULL OR outcome = 'not-attempted') AND (NEW.type IN ('hinted', 'revealed')
            OR coalesce(json_extract(NEW.what, '$.steps'), 0) > 0)),
        answers = max(0, answers + (NEW.type = 'answered')
            - (NEW.type = 'judged' AND json_extract(NEW.what, '$.outcome.outcome') = 'not-attempted')),
        sure = CASE
            WHEN NEW.type = 'confidence' THEN json_extract(NEW.what, '$.level')
            WHEN json_extract(NEW.what, '$.outcome.outcome') = 'not-attempted'
                AND (at IS NULL OR outcome = 'not-attempted') THEN NULL
            ELSE sure END
        WHERE session = NEW.session AND turn = NEW.turn AND question = NEW.question;
    UPDATE turn SET at = NEW.at, told = NEW.seq,
        outcome = coalesce(json_extract(NEW.what, '$.outcome.outcome'), 'skipped'),
        score = json_extract(NEW.what, '$.outcome.score')
        WHERE session = NEW.session AND turn = NEW.turn AND question = NEW.question
        AND (at IS NULL OR outcome = 'not-attempted')
        AND (json_extract(NEW.what, '$.outcome.score') IS NOT NULL
             OR (NEW.type = 'skipped' AND answers = 0 AND at IS NULL));
    INSERT OR IGNORE INTO slip (session, turn, question, mistake)
        SELECT NEW.session, NEW.turn, NEW.question, json_extract(NEW.what, '$.outcome.mistake')
        WHERE json_extract(NEW.what, '$.outcome.mistake') IS NOT NULL;
END;
CREATE TRIGGER event_is_folded AFTER INSERT ON event BEGIN
    INSERT INTO fold (seq, session, at, what, type, turn, question)
        VALUES (NEW.seq, NEW.session, NEW.at, NEW.what, json_extract(NEW.what, '$.type'),
                json_extract(NEW.what, '$.turn'), json_extract(NEW.what, '$.question'));
END;
"""

SCHEMA = f"""
CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    session TEXT NOT NULL,
    version INTEGER NOT NULL,
    at TEXT NOT NULL,
    delta_s REAL NOT NULL,
    what TEXT NOT NULL CHECK (json_valid(what))
) STRICT;
CREATE INDEX event_session ON event (session, seq);
CREATE TABLE learner (id TEXT NOT NULL) STRICT;
{STAYS}{FIXED}{DERIVED}{FOLDING}
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {FORMAT};
"""


def run(connection: sqlite3.Connection, script: str) -> None:
    """Execute every statement of `script` within the transaction that is open (`executescript` ends it)."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the derived tables anew from the events, within the transaction that is open."""
    run(connection, "DELETE FROM sitting;\nDELETE FROM turn;\nDELETE FROM slip;\nDELETE FROM checkpoint;\n")
    connection.execute(
        "INSERT INTO fold SELECT seq, session, at, what, type, turn, question FROM fold ORDER BY seq"
    )
