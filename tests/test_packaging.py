"""What is built installs, and works from anywhere."""

from __future__ import annotations

import ast
import configparser
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("anonymize", "finetune", "datasets_custom")
TOP_FILES = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "NOTICE")
LARGEST_PACKAGE_DATA = 110_000_000
DISTRIBUTIONS = {
    "yaml": "PyYAML",
    "sklearn": "scikit-learn",
    "stdnum": "python-stdnum",
    "huggingface_hub": "transformers",
}
"""Import names that differ from the package's; huggingface_hub is transformers' own way to the hub."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in TOP_FILES:
        shutil.copy(ROOT / name, source)
    built = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", str(built), str(source)], check=True)
    (path,) = built.glob("*.whl")
    return path


def test_the_wheel_does_the_main_job_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    """The dependencies are lent by a path; of the project, only the wheel is there."""
    venv.create(tmp_path / "venv", symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*pip, str(wheel)], check=True)
    (packages,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")

    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(ROOT / "examples" / "docs", elsewhere / "docs")
    where = [str(python), "-c", "import anonymize; print(anonymize.__file__)"]
    home = subprocess.run(where, cwd=elsewhere, check=True, capture_output=True, text=True).stdout
    assert home.startswith(str(packages))
    anon = [str(tmp_path / "venv" / "bin" / "anon"), "redact", "docs", "--labels", "person,address"]
    done = subprocess.run(anon, cwd=elsewhere, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    redacted = (elsewhere / "redacted" / "docs" / "delivery.txt").read_text()
    assert "<PERSON>" in redacted
    assert "Okafor" not in redacted


def test_the_package_data_stays_small(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        data = {
            item.filename: item.file_size for item in archive.infolist() if not item.filename.endswith(".py")
        }
    assert "anonymize/models/pii-small/model.int8.onnx" in data
    assert "anonymize/models/pii-small/model.safetensors" not in data
    assert "anonymize/models/gliner-small/model.int8.onnx" in data
    assert "anonymize/py.typed" in data
    assert {"anonymize/report/assets/review.html", "anonymize/report/assets/start.js"} <= data.keys()
    assert any(name.endswith("licenses/NOTICE") for name in data)
    assert sum(data.values()) <= LARGEST_PACKAGE_DATA


def test_every_import_is_a_declared_dependency() -> None:
    known = _declared()
    for path in (path for name in PACKAGES for path in (ROOT / name).rglob("*.py")):
        for module in _imports(path) - sys.stdlib_module_names - {*PACKAGES, "_typeshed"}:
            assert _spelled(DISTRIBUTIONS.get(module, module)) in known, f"{path}: {module}"


def test_what_was_tested_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pinned = {_spelled(line.partition("==")[0]) for line in lines}
    assert _declared() <= pinned
    assert "torch==2.13.0" in lines


def _declared() -> set[str]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    lists = (config["options"]["install_requires"], *config["options.extras_require"].values())
    lines = (line for text in lists for line in text.splitlines() if line)
    return {_spelled(re.split(r"[<>=\[ ]", line)[0]) for line in lines}


def _spelled(name: str) -> str:
    return name.lower().replace("_", "-")


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found
