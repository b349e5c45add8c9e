"""The laws of comparison: what counts as equal, and how a difference is told."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest

from quizkit.grading.compare import compare
from quizkit.grading.difference import Difference
from quizkit.model.code_parts import Tolerance
from quizkit.model.value import Mapping, Opaque, Raised, Sequence, Tensor, Value


def tensor(values: object, dtype: str = "float32", shape: tuple[int, ...] | None = None) -> Tensor:
    """A tensor of the given elements; bfloat16 takes the upper halves of their float32."""
    if dtype == "bfloat16":
        wide = np.asarray(values, dtype="<f4")
        data = (wide.reshape(-1).view("<u4") >> 16).astype("<u2").tobytes()
        return Tensor(dtype, shape or wide.shape, data)
    array = np.asarray(values, dtype=dtype)
    return Tensor(dtype, shape or array.shape, array.tobytes())


def listed(*items: Value) -> Sequence:
    return Sequence("list", items)


def different(expected: Value, actual: Value, strict: bool = False) -> Difference:
    found = compare(expected, actual, None, strict)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("dtype", "near", "far"),
    [
        ("float16", 1.001, 1.004),
        ("bfloat16", 1.0078125, 1.03125),
        ("float32", 1.00001, 1.0001),
        ("float64", 1 + 1e-7, 1 + 3e-7),
        ("complex64", 1.00001, 1.0001),
        ("complex128", 1 + 1e-7, 1 + 3e-7),
    ],
)
def test_each_dtype_has_the_tolerance_of_assert_close(dtype: str, near: float, far: float) -> None:
    assert compare(tensor([1.0], dtype), tensor([near], dtype)) is None
    assert compare(tensor([1.0], dtype), tensor([far], dtype)) is not None


def test_a_given_tolerance_replaces_the_default() -> None:
    wide = Tolerance(rtol=0.1, atol=0)
    assert compare(tensor([1.0]), tensor([1.09]), wide) is None
    assert compare(1.0, 1.09, wide) is None
    assert compare(tensor([10], "int64"), tensor([11], "int64"), wide) is None


def test_integers_and_bools_are_exact() -> None:
    big = 2**62
    assert compare(tensor([big], "int64"), tensor([big], "int64")) is None
    assert different(tensor([big], "int64"), tensor([big + 1], "int64")).tolerances == math.inf
    assert compare(big, big + 1) is not None
    assert compare(tensor([True, False], "bool"), tensor([True, True], "bool")) is not None


def test_nan_equals_nan_only_where_the_key_has_one() -> None:
    assert compare(tensor([1.0, math.nan]), tensor([1.0, math.nan])) is None
    assert different(tensor([1.0, 2.0]), tensor([1.0, math.nan])).index == (1,)
    assert compare(tensor([1.0, math.nan]), tensor([1.0, 2.0])) is not None
    assert compare(math.nan, math.nan) is None
    assert compare(1.0, math.nan) is not None


def test_nan_of_other_bits_is_still_nan() -> None:
    other = Tensor("float32", (1,), struct.pack("<I", 0xFFC00001))
    assert compare(tensor([math.nan]), other) is None


def test_infinities_equal_only_with_their_sign() -> None:
    assert compare(math.inf, math.inf) is None
    assert different(math.inf, -math.inf).tolerances == math.inf
    assert compare(tensor([math.inf]), tensor([-math.inf])) is not None
    assert compare(tensor([1e30]), tensor([math.inf])) is not None


def test_negative_zero_equals_zero() -> None:
    assert compare(0.0, -0.0) is None
    assert compare(tensor([0.0]), tensor([-0.0])) is None


def test_int_and_float_compare_as_numbers_unless_strict() -> None:
    assert compare(1, 1.0) is None
    assert "an int where a float" in different(1.0, 1, strict=True).says


def test_a_bool_is_no_number() -> None:
    assert "a bool where an int was expected" in different(1, True).says
    assert compare(tensor(1, "int64"), True) is not None
    assert compare(tensor(True, "bool"), True) is None


def test_a_tuple_equals_a_list_unless_strict() -> None:
    pair = Sequence("tuple", (1, 2))
    assert compare(pair, listed(1, 2)) is None
    assert "a list where a tuple" in different(pair, listed(1, 2), strict=True).says


def test_a_number_equals_the_tensor_that_holds_it_unless_strict() -> None:
    held = tensor(0.1, "float32")
    assert compare(held, 0.1) is None
    assert compare(0.1, held) is None
    assert compare(held, 0.2) is not None
    assert compare(held, 0.1, None, strict=True) is not None
    assert compare(tensor([0.1]), 0.1) is not None


def test_shape_comes_before_dtype_and_dtype_before_values() -> None:
    key = tensor([[1.0, 2.0]])
    assert different(key, tensor([1.0, 2.0], "float64")).says == (
        "the shape is [2] where [1, 2] was expected"
    )
    assert different(key, tensor([[1.0, 3.0]], "float64")).says == (
        "the dtype is 'float64' where 'float32' was expected"
    )


def test_the_largest_difference_is_told_with_its_index() -> None:
    found = different(tensor([[1.0, 2.0], [3.0, 4.0]]), tensor([[1.0, 2.5], [3.0, 6.0]]))
    assert (found.largest, found.index) == (2.0, (1, 1))
    assert found.says == (
        "2 of 4 elements differ; the largest difference is 2 at [1, 1]: 6 where 4 was expected"
    )


def test_the_gap_is_told_in_units_of_the_tolerance() -> None:
    found = compare(tensor([0.0]), tensor([0.5]), Tolerance(rtol=0, atol=0.01))
    assert found is not None
    assert found.tolerances == pytest.approx(50)
    assert different("a", "b").tolerances == math.inf


def test_lengths_are_told_in_words() -> None:
    assert different(listed(1, 2), listed(1)).says == "1 items where 2 were expected"


def test_a_path_leads_to_the_part_that_differs() -> None:
    key = listed(1, 2, Mapping((("bias", 0.0), ("weight", 1.0))))
    came = listed(1, 2, Mapping((("weight", 1.0), ("bias", 0.5))))
    found = different(key, came)
    assert found.path == "[2]['bias']"
    assert str(found) == "at [2]['bias']: 0.5 where 0 was expected, a difference of 0.5"


def test_of_several_differences_the_one_that_no_tolerance_bridges_is_told() -> None:
    assert different(listed(1.0, "a"), listed(1.5, "b")).path == "[1]"
    assert different(listed(1.0, 1.0), listed(1.5, 2.5)).path == "[1]"


def test_missing_and_extra_keys_are_named() -> None:
    found = different(Mapping((("a", 1), ("b", 2))), Mapping((("b", 2), ("c", 3))))
    assert found.says == "the keys differ: missing 'a'; unexpected 'c'"


def test_keys_of_a_mapping_meet_by_value() -> None:
    key = Mapping(((1, "x"), (Sequence("tuple", (1, 2)), "y"), (None, "z")))
    came = Mapping(((None, "z"), (1.0, "x"), (Sequence("tuple", (1, 2)), "y")))
    assert compare(key, came) is None
    assert compare(Mapping(((1, "x"),)), Mapping(((True, "x"),))) is not None


def test_texts_show_where_they_part() -> None:
    found = different("one\ntwo\nthree", "one\ntwx\nthree")
    assert found.says == "the texts part at line 2, character 3"
    assert found.expected == repr("one\ntwo\nthree")
    assert different("ab", "abc").says.endswith("where the expected one ends")


def test_an_opaque_object_is_never_equal() -> None:
    thing = Opaque("Thing", "<Thing>")
    assert (
        different(thing, thing).says
        == "an object of type Thing cannot be compared with an object of type Thing"
    )


def test_exceptions_equal_by_type_and_message() -> None:
    key = Raised("ValueError", "no", 3)
    assert compare(key, Raised("ValueError", "no", 9)) is None
    assert compare(key, Raised("ValueError", "yes", 3)) is not None


def test_a_none_is_told_by_what_was_expected_instead() -> None:
    assert different(tensor([1.0]), None).says == "None where a tensor was expected"


def test_huge_integers_do_not_overflow() -> None:
    huge = 10**400
    assert compare(huge, 1.0) is not None
    assert compare(1.0, huge) is not None
    assert compare(huge, huge + 1) is not None
    assert compare(huge, huge) is None
    assert compare(huge, math.nan) is not None


def test_a_value_as_deep_as_memory_allows_is_compared() -> None:
    key: Value = 1
    came: Value = 2
    for _ in range(20_000):
        key, came = listed(key), listed(came)
    assert different(key, came).path.startswith("[0][0]")


def test_bytes_that_do_not_fit_the_shape_are_no_match_and_no_error() -> None:
    broken = Tensor("float32", (4,), b"abc")
    assert compare(broken, tensor([1.0, 2.0, 3.0, 4.0])) is not None
    assert compare(Tensor("float8_e5m2", (1,), b"a"), Tensor("float8_e5m2", (1,), b"b")) is not None


def test_control_characters_in_a_value_are_shown_as_escapes() -> None:
    found = different(1, Opaque("T\x1b[31m", "\x07\u202e"))
    assert found.actual == "<T\\x1b[31m: \\x07\\u202e>"


def test_four_million_elements_are_compared() -> None:
    key = np.zeros(4_000_000, dtype="<f4")
    came = key.copy()
    came[3_999_999] = 1
    found = different(tensor(key), tensor(came))
    assert (found.index, found.largest) == ((3_999_999,), 1.0)


def test_keys_made_to_collide_cost_no_more_than_others() -> None:
    alike = [number * (2**61 - 1) for number in range(1, 60_000)]  # Python hashes all of them to 0
    came = Mapping(tuple((key, 1) for key in alike))
    assert "missing 'a'; unexpected" in different(Mapping((("a", 1),)), came).says
