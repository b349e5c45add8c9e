"""The layers of a jail: what each one stops, and from which level on it is there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layer:
    """One layer. `level` is the lowest one that has it; `stops` completes "it stops ...".

    `unseen` tells, of a layer for which no attack can be tried alone, how its absence would show.
    """

    name: str
    stops: str
    level: str = "L1"
    unseen: str = ""


LAYERS = (
    Layer("wall", "seeing this machine: its files, its name, its networks, its processes", "L2"),
    Layer(
        "namespaces",
        "seeing other runs, outliving a run, filling the disk, running a file that it wrote",
        "L3",
    ),
    Layer("proc-cover", "reading about processes under /proc", "L3"),
    Layer("descriptors", "using what the engine has open"),
    Layer("limits", "taking more memory, time, files, threads or room than allowed"),
    Layer("capabilities", "going past permissions as a superuser would"),
    Layer(
        "no-new-privileges",
        "gaining rights by running another program",
        unseen="without it neither Landlock nor the filter can be put on, and nothing is run",
    ),
    Layer("landlock", "listing, reading and writing files that a run does not need"),
    Layer(
        "seccomp",
        "system calls that honest code does not need: processes, sockets, keyrings, io_uring and the rest",
    ),
)
