"""Laws of the comparison, for any text that somebody may hand in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizkit.analysis.similarity import compare
from quizkit.analysis.similarity.fingerprints import GRAM, WINDOW, grams, winnowed
from quizkit.analysis.similarity.tokens import Token, tokens

PIECE = st.sampled_from(
    ["x", "y.a", ".b", "(", ")", "if ", "'", '"""', "#", "\n", " ", "\\", "1", "+", "len("]
)
CODE = st.lists(PIECE, max_size=60).map("".join) | st.text(max_size=60)
LONG = st.lists(st.integers(0, 3), min_size=6, max_size=9).map(
    lambda seeds: "".join(f"a.m{seed}(b.k{seed}, c.x{seed})\n" for seed in seeds)
)
RUN = st.lists(st.sampled_from("abcdef"), max_size=20)


def of(texts: list[str]) -> list[Token]:
    return [Token(text, 1) for text in texts]


@given(CODE)
def test_any_text_has_tokens_on_its_own_lines_in_order(code: str) -> None:
    lines = [token.line for token in tokens(code)]
    assert lines == sorted(lines)
    assert all(1 <= line <= code.count("\n") + 1 for line in lines)


@given(RUN, RUN, RUN, RUN, st.lists(st.sampled_from("abcdef"), min_size=GRAM + WINDOW - 1, max_size=20))
def test_a_run_that_is_long_enough_is_found_wherever_it_stands(
    a: list[str], b: list[str], c: list[str], d: list[str], run: list[str]
) -> None:
    left, right = grams(of([*a, *run, *b])), grams(of([*c, *run, *d]))
    assert winnowed(left) & winnowed(right)


@given(RUN)
def test_fingerprints_are_some_of_the_hashes_and_at_least_one(texts: list[str]) -> None:
    hashes = grams(of(texts))
    assert winnowed(hashes) <= set(hashes)
    assert bool(winnowed(hashes)) == bool(hashes) == (len(texts) >= GRAM)


@given(st.dictionaries(st.sampled_from("abcdefgh"), CODE | LONG, max_size=8), CODE)
def test_pairs_are_of_the_class_with_lines_that_exist(codes: dict[str, str], starter: str) -> None:
    found = compare("q", codes, [starter])
    assert found.compared + found.too_short == len(codes)
    assert found == compare("q", dict(reversed(codes.items())), [starter])
    for pair in found.pairs:
        assert pair.learners[0] < pair.learners[1]
        assert 0 < pair.similarity <= 1
        for learner, stretches in zip(pair.learners, pair.lines, strict=True):
            assert all(1 <= a <= b <= codes[learner].count("\n") + 1 for a, b in stretches)
