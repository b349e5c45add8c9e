"""XML by others: no entity, no depth, no encoding and no damage gets further than a finding with its line."""

from __future__ import annotations

import pytest

from quizkit.errors import ContentError
from quizkit.formats.importing import xml_tree
from quizkit.formats.importing.xml_tree import read_xml


def refusal(data: bytes) -> str:
    with pytest.raises(ContentError) as caught:
        read_xml(data, "given.xml")
    (finding,) = caught.value.findings
    return str(finding)


def test_elements_keep_their_order_texts_and_lines() -> None:
    root = read_xml(b"<a xmlns='urn:x'>one\n<b c='d'>two</b> three <b/></a>", "f")
    assert (root.name, root.line, root.text) == ("a", 1, "one\n three ")
    first, second = root.children("b")
    assert (first.text, first.attributes, first.line, second.text) == ("two", {"c": "d"}, 2, "")
    assert root.child("b") is second


def test_markup_within_a_text_is_given_back_as_markup() -> None:
    root = read_xml(b"<t>a <i x='&quot;'>b &lt; c</i></t>", "f")
    assert root.markup == 'a <i x="&quot;">b &lt; c</i>'


@pytest.mark.parametrize(
    "declared",
    [
        b'<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">',
        b'<!ENTITY a SYSTEM "file:///etc/passwd">',
        b'<!ENTITY % a SYSTEM "http://example.org/x.dtd"> %a;',
    ],
)
def test_an_entity_of_its_own_is_refused(declared: bytes) -> None:
    assert "given.xml:1: unreadable-xml It declares an entity" in refusal(
        b"<!DOCTYPE q [" + declared + b"]><q>&a;</q>"
    )


def test_an_entity_that_is_declared_elsewhere_is_refused_and_not_lost() -> None:
    assert "declared elsewhere" in refusal(b'<!DOCTYPE q SYSTEM "x.dtd"><q>a&nbsp;b</q>')


def test_a_document_type_alone_does_no_harm() -> None:
    assert read_xml(b'<!DOCTYPE q SYSTEM "x.dtd" [<!ELEMENT q ANY>]><q>a</q>', "f").text == "a"


def test_depth_number_and_size_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nested more than 60 deep" in refusal(b"<a>" * 61)
    monkeypatch.setattr(xml_tree, "MAX_ELEMENTS", 3)
    assert "more than 3 elements" in refusal(b"<a><b/><b/><b/></a>")
    monkeypatch.setattr(xml_tree, "MAX_BYTES", 3)
    assert "larger than" in refusal(b"<a/>")


def test_damage_is_told_with_its_line() -> None:
    assert refusal(b"<a>\n<b>\n</a>").startswith(
        "given.xml:3: unreadable-xml It is not valid XML: mismatched tag."
    )
    assert "no element" in refusal(b"") or "not valid XML" in refusal(b"")
    assert "given.xml:1:" in refusal(b'<?xml version="1.0" encoding="klingon"?><a/>')
