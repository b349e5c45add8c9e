"""The published schemas of question formats, read from a folder: nothing is fetched."""

from __future__ import annotations

import functools
import os
from pathlib import Path

import xmlschema

FOLDER = Path(os.environ.get("QUIZKIT_ORACLES", "/nonexistent")) / "xsd"
REASON = "QUIZKIT_ORACLES names no folder with schemas"
_ACCESSIBILITY = "apipv1p0_qtiextv2p2_v1p0p1.xsd"  # an extension that is not beside the others
_STANDS_IN = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'targetNamespace="http://www.imsglobal.org/xsd/apip/apipv1p0/imsapip_qtiv1p0">'
    '<xs:element name="apipAccessibility"/></xs:schema>'
)


@functools.cache
def qti22() -> xmlschema.XMLSchema10:
    """Items and tests of QTI 2.2."""
    return _schema("qtiv2p2p2/imsqti_v2p2p2.xsd")


@functools.cache
def packages() -> xmlschema.XMLSchema10:
    """Manifests of content packages."""
    return _schema("imscp_v1p1.xsd")


def faults(schema: xmlschema.XMLSchema10, document: str) -> list[str]:
    """What of a document the schema forbids, with where it stands."""
    return [f"{error.path}: {error.reason}" for error in schema.iter_errors(document)]


def _schema(name: str) -> xmlschema.XMLSchema10:
    return xmlschema.XMLSchema10([_STANDS_IN, str(FOLDER / name)], allow="local")
