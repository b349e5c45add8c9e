"""Each kind of host gets its own remedy first, with the exact command or setting."""

from __future__ import annotations

import pytest

from quizkit.sandbox.remedies import OTHERWISE, REMEDIES, Host, attachments, remedies

APPARMOR = {"kernel.apparmor_restrict_unprivileged_userns": "1"}
HOSTS = [  # the rule meant, a host, what its first remedy says
    ("Ubuntu 24.04 and later", Host(switches=APPARMOR),
        "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"),
    ("Debian 10 and hardened kernels", Host(switches={"kernel.unprivileged_userns_clone": "0"}),
        "unprivileged_userns_clone=1"),
    ("namespaces switched off", Host(switches={"user.max_user_namespaces": "0"}),
        "user.max_user_namespaces=10000"),
    ("Docker", Host(container="docker"), "--security-opt seccomp=unconfined"),
    ("Podman", Host(container="podman"), "--security-opt unmask=ALL"),
    ("a container", Host(container="lxc"), "QUIZKIT_WALL=container"),
    ("WSL1", Host(kernel=(4, 4), release="4.4.0-19041-Microsoft"), "wsl --set-version"),
    ("an old kernel", Host(kernel=(5, 10)), "5.13"),
    ("no bubblewrap", Host(bubblewrap=False), "'bubblewrap'"),
    ("Landlock switched off", Host(landlock=0), "lsm="),
    ("no seccomp", Host(seccomp=False), "CONFIG_SECCOMP_FILTER"),
    ("macOS", Host(system="Darwin", processor="arm64"), "Linux virtual machine"),
    ("Windows", Host(system="Windows"), "wsl --install"),
    ("another processor", Host(processor="aarch64"), "x86-64"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "host", "part"), HOSTS)
def test_a_host_gets_its_own_remedy_first(rule: str, host: Host, part: str) -> None:
    assert part in remedies(host)[0]
    [meant] = [remedy for remedy in REMEDIES if remedy.host == rule]
    assert meant.applies(host)


def test_every_rule_is_tried_on_a_host() -> None:
    assert {rule for rule, _, _ in HOSTS} == {remedy.host for remedy in REMEDIES}


def test_no_rule_is_told_to_a_machine_that_needs_none() -> None:
    assert remedies(Host(switches={"user.max_user_namespaces": "96365"})) == [OTHERWISE]


def test_docker_is_told_its_flags_and_then_the_declaration() -> None:
    first, second = remedies(Host(container="docker"))
    assert "--cap-add SYS_ADMIN" in first
    assert "QUIZKIT_WALL=container" in second


def test_the_profile_is_printed_where_apparmor_forbids() -> None:
    assert any("userns," in line for line in attachments(Host(switches=APPARMOR)))
    assert attachments(Host()) == []


def test_a_remedy_completes_a_sentence() -> None:
    for remedy in REMEDIES:
        assert remedy.says[0].islower()
        assert not remedy.says.endswith(".")
