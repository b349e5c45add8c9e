"""The walk through a reference run in plain mode: carries out the walk's effects on a console.

What the run showed is told stop by stop, and the learner predicts what comes next. Nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence

from quizkit import text
from quizkit.app.learning.walk import ReferenceRun
from quizkit.model.trace import Trace
from quizkit.session import inputs as on
from quizkit.session import walk as do
from quizkit.session.figures import setting_words
from quizkit.session.prediction import Judged, Prediction, Unclear, key_words, read_guess
from quizkit.session.stops import AtEpochs, AtLayer, AtStage, stops_of
from quizkit.session.walk import Walking, step
from quizkit.terminal.console import Console, EndOfInput
from quizkit.terminal.measured import other_seed
from quizkit.terminal.stopping import known_lines, rest_lines
from quizkit.terminal.trace import walked

SOON_S = 0.1  # what takes longer is announced
KEYS = "? hint, r repeat, s show me, q leave"
BEGIN_PROMPT = "Press Enter to begin, q to leave: "
NEXT_PROMPT = "Press Enter to go on, r repeat, q to leave: "
BEGIN: dict[str, do.Input] = {"": on.Next(), "n": on.Next(), "q": on.Quit()}
NEXT: dict[str, do.Input] = {**BEGIN, "r": on.Repeat()}
COMMANDS: dict[str, do.Input] = {"?": on.Hint(), "r": on.Repeat(), "s": on.Skip(), "q": on.Quit()}
HOW = (
    "Before a stage is shown, say what you expect: the number of an option, or a shape; 64x10 stands for 64 "
    "rows of 10 values. With s it is shown without a guess. Nothing of the walk is recorded or scored."
)


class PlainWalk:
    """One walk on a console. `how_to_start` is the command that begins it again."""

    def __init__(self, run: ReferenceRun, console: Console, how_to_start: str) -> None:
        self._run = run
        self._console = console
        self._how_to_start = how_to_start
        self._state = Walking(())

    def walk(self) -> bool:
        """Walk to the end; whether it was walked to its end, and not left before.

        Where nobody sits at the input nothing is asked: all is told at once. Raises ContentError or
        SandboxError if the run cannot be made.
        """
        self._run.start()
        if not self._console.interactive:
            self._console.say(*walked(self._made(), self._console.width), "")
            return True
        self._open()
        if isinstance(self._asked(BEGIN_PROMPT, BEGIN), on.Quit):
            self._console.say(*self._left())
            return False
        self._carry_on(Walking(stops_of(self._made())))
        return self._state.phase is do.Phase.ENDED

    def leave(self) -> None:
        """Say where the walk was left, and how to begin it again."""
        self._console.say("", *self._left())

    def _made(self) -> Trace:
        """The run; said to be running where it takes longer than a moment."""
        if not self._run.ready(SOON_S):
            self._console.say("running...")
        trace = self._run.trace()
        if remark := self._run.remark():
            self._console.tell(remark)
        return trace

    def _carry_on(self, state: Walking) -> None:
        self._state = state
        given: do.Input = on.Begin()
        while True:
            self._state, effects = step(self._state, given)
            for effect in effects:
                self._carry_out(effect)
            if self._state.over:
                return
            given = self._await(effects[-1])

    def _open(self) -> None:
        """What is known before the run: it is read while the run is made."""
        opening, width = self._run.opening, self._console.width
        self._console.tell(f"{opening.title}. Trace: a real run, stage by stage.")
        self._console.say_all(text.plain(opening.says, width))
        self._console.tell(f"Settings of this run: {setting_words(opening.settings)}.")
        self._console.say_all(other_seed(opening, width))
        self._console.tell(HOW)

    def _carry_out(self, effect: do.Effect) -> None:
        console = self._console
        match effect:
            case do.ShowKnown(stop=stop):
                console.say("", *known_lines(stop.place, console.width))
            case do.ShowRest(stop=stop):
                console.say_all(rest_lines(stop.place, console.width))
            case do.Pose(prediction=prediction):
                console.tell(prediction.prompt)
                for number, option in enumerate(prediction.shown, start=1):
                    console.tell(f"  {number}) {option.text}", indent="     ")
            case do.Tell(prediction=prediction, judged=judged):
                console.tell(verdict_words(prediction, judged))
            case do.TellHint(prediction=prediction):
                console.tell(f"Hint: {prediction.hint}")
            case do.Refuse(reason=reason):
                console.tell(reason)
            case do.Finish(right=right, guessed=guessed, left=left):
                console.say(*(("", *self._left()) if left else finished_lines(right, guessed)))

    def _await(self, effect: do.Effect) -> do.Input:
        if isinstance(effect, do.AskGuess):
            return self._guess(effect.prediction)
        return self._asked(NEXT_PROMPT, NEXT)

    def _guess(self, prediction: Prediction) -> do.Input:
        while True:
            try:
                typed = self._console.ask(_guess_prompt(prediction))
            except EndOfInput:
                return on.Quit()
            command = COMMANDS.get(typed.lower().removeprefix(":"))
            if command is not None:
                return command
            read = read_guess(prediction, typed)
            if not isinstance(read, Unclear):
                return do.Guessed(read)
            self._console.tell(read.says)

    def _asked(self, prompt: str, following: dict[str, do.Input]) -> do.Input:
        """One of what can follow; the end of the input leaves."""
        while True:
            try:
                typed = self._console.ask(prompt).lower().removeprefix(":")
            except EndOfInput:
                return on.Quit()
            if typed in following:
                return following[typed]
            self._console.tell("Press Enter to go on, or type q to leave.")

    def _left(self) -> Sequence[str]:
        stood = ""
        if self._state.at >= 0:
            match self._state.stop.place:
                case AtStage(number=number, total=total):
                    stood = f" at stage {number} of {total}"
                case AtEpochs(epochs=epochs, total=total):
                    stood = f" at epoch {epochs[-1].epoch} of {total}"
                case AtLayer(number=number, total=total):
                    stood = f" at layer {number} of {total}"
        return (f"Left{stood}. Nothing of a walk is recorded.", f"Begin it again with: {self._how_to_start}")


def _guess_prompt(prediction: Prediction) -> str:
    count = len(prediction.shown)
    match prediction.takes:
        case "option":
            return f"Answer 1-{count}, {KEYS}: "
        case "shape":
            chosen = f"1-{count} or " if count else ""
            return f"Answer {chosen}a shape like 64x10, {KEYS}: "
        case "count":
            return f"How many, {KEYS}: "
        case _:
            return f"Number, {KEYS}: "


def verdict_words(prediction: Prediction, judged: Judged | None) -> str:
    """The word first, then what was wrong, what is right, and why."""
    if judged is not None and judged.right:
        return f"CORRECT. {prediction.because}"
    said = ("Shown." if judged is None else "INCORRECT.", judged.slip if judged else "")
    right = f"Right answer: {key_words(prediction)}."
    return " ".join(part for part in (*said, right, prediction.because) if part)


def finished_lines(right: int, guessed: int) -> Sequence[str]:
    """That the walk is over, and how many predictions were right."""
    told = (f"{right} of {guessed} predictions right.",) if guessed else ()
    return ("", "The walk is finished.", *told)
