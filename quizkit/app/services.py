"""Use case: show and end the services that keep runners warm between commands."""

from __future__ import annotations

from quizkit.sandbox import service_care
from quizkit.sandbox.service_care import Service

MINUTE_S = 60


def running() -> list[Service]:
    """The user's services."""
    return service_care.services()


def stop() -> int:
    """End them all; how many there were."""
    return service_care.stop()


def sentence(service: Service) -> str:
    """One line about a service."""
    if service.state == "refused":
        return f"not used: {service.why}"
    if service.state == "silent":
        return f"{service.why}; 'quizkit doctor --stop-service' ends it"
    busy = f"serving {service.clients} now" if service.clients else "idle"
    ends = f"ends after {service.idle_s / MINUTE_S:g} idle minutes"
    warm = f"{service.runs} runs so far" if service.state == "warm" else "not warm yet"
    return f"{service.runner} at {service.level}, process {service.pid}, {busy}, {warm}; {ends}"
