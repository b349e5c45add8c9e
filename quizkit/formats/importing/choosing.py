"""Questions with options, and things to be put in order or into pairs, as quizkit has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizkit.bank.lint.options import NONE_OF_THESE
from quizkit.formats.importing.draft import CannotDraft, Draft, Fields, listed
from quizkit.formats.importing.markdown import plain_words
from quizkit.formats.importing.model import Answer, Item, Options, Pairs, Rich, guessed, lost
from quizkit.formats.importing.model import Sequence as Ordered
from quizkit.formats.importing.names import Ids, slug
from quizkit.model.question import MOST_LISTED, MOST_SHOWN

MOST_OPTIONS, MOST_BLOCKS = MOST_SHOWN, 12
_FULL = 1 - 1e-6


def choose(draft: Draft, options: Options) -> None:
    """The fields of a choice or multiple question. Raises CannotDraft."""
    answers = [answer for answer in options.answers if answer.text.text.strip()]
    if len(answers) < len(options.answers):
        draft.guess("An option without any text was left out.")
    if not 2 <= len(answers) <= MOST_LISTED:
        raise CannotDraft(f"It has {len(answers)} options; from 2 to {MOST_LISTED} can be listed.")
    right = _right(draft, answers, options.many)
    many = options.many or len(right) > 1
    if many:
        _tell_shares(draft, answers)
    draft.fields["kind"] = "multiple" if many else "choice"
    ids = Ids()
    drafted = [_option(draft, answer, index in right, ids) for index, answer in enumerate(answers)]
    draft.fields["options"] = drafted
    order = _order(draft, options, [*zip(drafted, answers, strict=True)])
    if order:
        draft.fields["order"] = order
    silent = [str(option["id"]) for option in drafted if "feedback" not in option]
    if silent:
        which = "any option" if len(silent) == len(drafted) else f"the option {listed(silent)}"
        draft.missing.append(f"feedback for {which}")
    if not right:
        draft.missing.append("right option")


def _order(draft: Draft, options: Options, drafted: Sequence[tuple[Fields, Answer]]) -> Fields:
    """Whether options are shuffled, which stay behind, and how many are shown. Raises CannotDraft."""
    order: Fields = {} if options.shuffle else {"shuffle": False}
    drawn = len(drafted) > MOST_OPTIONS
    last = [str(option["id"]) for option, answer in drafted if _speaks_of_others(answer)]
    if last and (options.shuffle or drawn):
        order["pin"] = dict.fromkeys(last, "last")
        draft.guess("An option that speaks of the others stays last.")
    if drawn:
        always = len({str(option["id"]) for option, _ in drafted if "correct" in option}.union(last))
        if always >= MOST_OPTIONS:
            says = f"{always} of its {len(drafted)} options are right or speak of the others"
            raise CannotDraft(f"{says}; {MOST_OPTIONS} can be shown, another one among them.")
        order["draw"] = MOST_OPTIONS
        shown = f"Of its {len(drafted)} options {MOST_OPTIONS} are shown at a time"
        draft.guess(f"{shown}, the right ones among them.")
    return order


def _speaks_of_others(answer: Answer) -> bool:
    """Whether an option says "none of these" or the like, and so belongs behind them."""
    return NONE_OF_THESE.fullmatch(plain_words(answer.text).casefold()) is not None


def _right(draft: Draft, answers: Sequence[Answer], many: bool) -> set[int]:
    """Which answers are right, what else they may have been being noted."""
    if many:
        return {index for index, answer in enumerate(answers) if answer.weight > 0}
    most = max(answer.weight for answer in answers)
    right = {index for index, answer in enumerate(answers) if answer.weight >= min(most, _FULL) > 0}
    if len(right) > 1:
        draft.guess(f"It has {len(right)} answers with the full mark, so it became 'multiple'.")
    elif right and most < _FULL:
        draft.guess(f"No answer gives the full mark; the one that gives {most:.0%} counts as right.")
    partly = [
        plain_words(answer.text)[:30]
        for index, answer in enumerate(answers)
        if answer.weight > 0 and index not in right
    ]
    if partly:
        draft.lose(f"The part of the mark for {listed(partly)}: here that is wrong.")
    return right


def _tell_shares(draft: Draft, answers: Sequence[Answer]) -> None:
    """Note marks that differ from how such a question is scored here."""
    shares = [answer.weight for answer in answers if answer.weight > 0]
    share = sum(shares) / len(shares) if shares else 0
    uneven = any(abs(each - share) > 0.01 for each in shares)
    other = any(answer.weight < 0 and abs(answer.weight + share) > 0.01 for answer in answers)
    if uneven or other:
        draft.guess("Its shares of the mark: here right options count the same, wrong ones against.")


def _option(draft: Draft, answer: Answer, right: bool, ids: Ids) -> Fields:
    words = plain_words(answer.text)
    option: Fields = {"id": ids.give([slug(words, 4), "option"]), "text": draft.text(answer.text)}
    if not option["text"]:
        raise CannotDraft("One of its options is empty but for what cannot be shown.")
    if right:
        option["correct"] = True
    own = draft.said(answer.feedback)
    common = "" if own else draft.said(draft.item.when_right if right else draft.item.when_wrong)
    if common:
        draft.guess("What is said of any right, or any wrong, answer stands with each such option.")
    if own or common:
        option["feedback"] = own or common
    return option


def arrange(draft: Draft, order: Ordered) -> None:
    """The fields of an order question. Raises CannotDraft."""
    every = (*order.blocks, *order.others)
    blocks = [draft.text(block) for block in every]
    if not 2 <= len(blocks) <= MOST_BLOCKS or not all(blocks):
        raise CannotDraft(f"It has {len(blocks)} parts to order; from 2 to {MOST_BLOCKS} with text can be.")
    ids = Ids()
    named = [ids.give([slug(plain_words(block), 4), "part"]) for block in every]
    draft.fields["kind"] = "order"
    draft.fields["blocks"] = [{"id": name, "text": block} for name, block in zip(named, blocks, strict=True)]
    draft.fields["answer"] = named[: len(order.blocks)]
    if feedback := draft.said(draft.item.when_right):
        draft.fields["feedback"] = feedback


def separated(item: Item) -> Iterator[Item]:
    """`item`, or for pairs a choice for each of them, since nothing here is dragged to its place."""
    if not isinstance(item.content, Pairs) or not item.content.pairs:
        yield item
        return
    counterparts: dict[str, Rich] = {}
    for rich in (*(found for _, found in item.content.pairs), *item.content.others):
        if rich.text.strip():
            counterparts.setdefault(plain_words(rich).casefold(), rich)
    pairs = [(one, found) for one, found in item.content.pairs if one.text.strip()]
    notes = [guessed(f"It was one question with {len(pairs)} pairs; each became a choice.")]
    if len(counterparts) > MOST_OPTIONS:
        notes.append(lost(f"It had {len(counterparts)} counterparts; {MOST_OPTIONS} of them are options."))
    for number, (one, found) in enumerate(pairs, start=1):
        key = plain_words(found).casefold()
        shown = _around(list(counterparts), key)
        answers = tuple(Answer(counterparts[each], float(each == key)) for each in shown)
        yield replace(
            item,
            title=f"{item.title} {plain_words(one)[:30]}" if item.title else "",
            prompt=_about(item.prompt, one),
            content=Options(answers, many=False),
            group=item.group or f"{item.file}:{item.line}",
            notes=(*item.notes, *notes),
            identity=f"{item.identity} {number}" if item.identity else "",
        )


def _around(keys: Sequence[str], key: str) -> Sequence[str]:
    """At most as many as there can be options, `key` among them."""
    at = keys.index(key) if key in keys else 0
    first = min(max(0, at - MOST_OPTIONS // 2), max(0, len(keys) - MOST_OPTIONS))
    return keys[first : first + MOST_OPTIONS]


def _about(prompt: Rich, one: Rich) -> Rich:
    """The question about one of its parts."""
    if prompt.markup == one.markup == "markdown":
        return Rich(f"{prompt.text}\n\n**{one.text}**", "markdown", prompt.pictures)
    return Rich(f"{_html(prompt)}<p>{_html(one)}</p>", "html", _Both(prompt, one))


def _html(rich: Rich) -> str:
    if rich.markup == "html":
        return rich.text
    if rich.markup == "moodle" and "<" in rich.text:
        return rich.text.replace("\n", "<br>")
    escaped = rich.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\n", "<br>")


class _Both:
    """The pictures of two texts."""

    def __init__(self, *texts: Rich) -> None:
        self._texts = texts

    def get(self, address: str, /) -> bytes | None:
        """The first of the texts' files that is called so."""
        found = (rich.pictures.get(address) for rich in self._texts)
        return next((data for data in found if data is not None), None)
