"""A headless Chromium that is spoken to over a pipe: what a page asked for, and what it shows and tells."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # the protocol's messages are JSON of any shape

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
    *("--disable-component-update", "--remote-debugging-pipe"),
)
HEARD, SAID = 3, 4  # the descriptors on which Chromium listens and speaks


@dataclass(frozen=True)
class Loaded:
    """A page after it was loaded: addresses asked for, its title, its elements, what is told about it."""

    requests: tuple[str, ...]
    title: str
    dom: str
    told: str
    wider: bool


class Chromium:
    """One browser with one tab."""

    def __init__(self, program: str, profile: Path) -> None:
        down, self._write = os.pipe()
        self._read, up = os.pipe()

        def descriptors() -> None:
            for descriptor, place in ((down, 13), (up, 14), (13, HEARD), (14, SAID)):
                os.dup2(descriptor, place)

        self._process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={profile}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=descriptors,
        )
        os.close(down)
        os.close(up)
        self._rest = b""
        self._number = 0
        self._events: list[dict[str, Any]] = []
        self._session = ""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Accessibility"):
            self._ask(f"{domain}.enable")

    def load(self, address: str, width: int = 1000, medium: str = "screen") -> Loaded:
        """Open `address` in a window `width` wide and wait until everything it wants has been loaded."""
        self._events.clear()
        self._ask("Emulation.setEmulatedMedia", media=medium)
        self._ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
        )
        self._ask("Page.navigate", url=address)
        while not any(event["method"] == "Page.loadEventFired" for event in self._events):
            self._hear()
        nodes = self._ask("Accessibility.getFullAXTree")["nodes"]
        told = "\n".join(str(node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"])
        return Loaded(
            requests=tuple(self._requests()),
            title=self._value("document.title"),
            dom=self._value("document.documentElement.outerHTML"),
            told=told,
            wider=self._value("document.documentElement.scrollWidth > window.innerWidth"),
        )

    def _requests(self) -> Iterator[str]:
        """The addresses asked for, but for what the page's own policy stopped before it was sent."""
        stopped = {
            event["params"]["requestId"]
            for event in self._events
            if event["method"] == "Network.loadingFailed" and event["params"].get("blockedReason") == "csp"
        }
        for event in self._events:
            params = event["params"]
            if event["method"] == "Network.requestWillBeSent" and params["requestId"] not in stopped:
                yield params["request"]["url"]

    def close(self) -> None:
        """End the browser."""
        os.close(self._write)
        self._process.terminate()
        self._process.wait(30)
        os.close(self._read)

    def _value(self, expression: str) -> Any:
        return self._ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"]["value"]

    def _ask(self, method: str, **params: object) -> Any:
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._hear()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            part = os.read(self._read, 1 << 20)
            assert part, "the browser has ended"
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        if "method" in message:
            self._events.append(message)
        return message


@contextmanager
def running(program: str, profile: Path) -> Iterator[Chromium]:
    """A browser that is ended whatever happens."""
    browser = Chromium(program, profile)
    try:
        yield browser
    finally:
        browser.close()
