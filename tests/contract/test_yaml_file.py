"""YAML that was parsed is kept, and only as long as it is the same."""

import json
import os
import sys
from pathlib import Path

import pytest

from flipturn_mock.contract import yaml_file
from flipturn_mock.contract.document import load_document
from flipturn_mock.contract.yaml_file import load_yaml_file
from flipturn_mock.contract.yaml_text import parse_yaml
from flipturn_mock.location import contract_file


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for what was parsed, which is not there yet."""
    monkeypatch.setattr(yaml_file, "_KEPT", tmp_path / "kept")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "kept"


def written(tmp_path: Path, text: str, at: int = 1) -> Path:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at, at))
    return path


def test_the_contract_is_the_same_whether_it_was_kept_or_not(kept: Path) -> None:
    as_written = parse_yaml(contract_file().read_text(encoding="utf-8"))
    assert load_yaml_file(contract_file()) == as_written == load_yaml_file(contract_file()) == load_document()
    assert [path.name for path in kept.iterdir()] == ["openapi.yaml.json"]


def test_what_was_kept_is_read_instead(kept: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "a: 1")
    load_yaml_file(path)
    (file,) = kept.iterdir()
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {"value": "kept"}), encoding="utf-8")
    assert load_yaml_file(path) == "kept"


@pytest.mark.parametrize(("text", "at"), [("a: 2", 2), ("a: 22", 1)])
def test_a_file_that_changed_is_parsed_anew(text: str, at: int, kept: Path, tmp_path: Path) -> None:
    assert load_yaml_file(written(tmp_path, "a: 1")) == {"a": 1}
    assert load_yaml_file(written(tmp_path, text, at)) == parse_yaml(text)
    assert len(list(kept.iterdir())) == 1


@pytest.mark.parametrize("broken", ["", "{", "[]", "{}", '{"source": 1}'])
def test_what_is_not_whole_is_not_believed(broken: str, kept: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "a: 1")
    load_yaml_file(path)
    (file,) = kept.iterdir()
    file.write_text(broken, encoding="utf-8")
    assert load_yaml_file(path) == {"a": 1}


def test_where_nothing_can_be_kept_every_start_parses(kept: Path, tmp_path: Path) -> None:
    kept.write_text("a file where the folder should be", encoding="utf-8")
    assert load_yaml_file(written(tmp_path, "a: 1")) == {"a": 1}


def test_whoever_wants_no_byte_code_gets_none_of_this_either(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert load_yaml_file(written(tmp_path, "a: 1")) == {"a": 1}
    assert not kept.exists()
