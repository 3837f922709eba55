"""A machine that cannot run Kafka is told why in one sentence."""

from pathlib import Path

import pytest

from mash_kafka import jars


def a_program(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found, with an empty cache."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "bin"


def test_a_machine_without_java_is_told_which_is_needed(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(programs))
    with pytest.raises(jars.KafkaUnavailable, match="needs Java 17 or newer, and there is none on this"):
        jars.java()


def test_a_java_home_without_java_is_named(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", "/opt/no-java")
    with pytest.raises(jars.KafkaUnavailable, match=r"JAVA_HOME \(/opt/no-java\) has none"):
        jars.java()


@pytest.mark.parametrize(
    ("said", "version"), [('java version "1.8.0_402"', 8), ('openjdk version "11.0.22" 2024-01-16', 11)]
)
def test_a_java_that_is_too_old_is_refused(programs: Path, said: str, version: int) -> None:
    a_program(programs, "java", f"echo '{said}' >&2")
    with pytest.raises(jars.KafkaUnavailable, match=f"is Java {version}$"):
        jars.java()


@pytest.mark.parametrize("said", ['openjdk version "17.0.15" 2025-04-15', 'openjdk version "26" 2026-03-17'])
def test_a_java_that_is_new_enough_is_taken(programs: Path, said: str) -> None:
    java = a_program(programs, "java", f"echo '{said}' >&2")
    assert jars.java() == str(java)


def test_a_machine_without_maven_is_told_so(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(programs))
    with pytest.raises(jars.KafkaUnavailable, match="there is no mvn on this machine"):
        jars.fetched()


def test_a_fetch_that_fails_says_why_and_leaves_nothing_behind(programs: Path, tmp_path: Path) -> None:
    a_program(programs, "mvn", "echo '[ERROR] Could not resolve dependencies'; exit 1")
    with pytest.raises(jars.KafkaUnavailable, match="Could not resolve dependencies"):
        jars.fetched()
    assert list((tmp_path / "cache" / "mash").iterdir()) == []


def test_jars_are_fetched_once_and_kept(programs: Path, tmp_path: Path) -> None:
    count = tmp_path / "count"
    take_folder = 'for each in "$@"; do case $each in -DoutputDirectory=*) mkdir "${each#*=}";; esac; done'
    a_program(programs, "mvn", f"echo once >> {count}; {take_folder}")
    first = jars.fetched()
    assert first.is_dir()
    assert first.name.startswith(f"kafka-{jars.version()}-")
    assert jars.fetched() == first
    assert count.read_text() == "once\n"
