"""Nothing is sent anywhere: the main job, in a process that may open no sockets and was not told so.

The variables by which the libraries of models can be kept offline are taken out of the environment, so that
nothing but the program itself keeps them from calling out.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.commands.support import environment, jsonl, tree, write_tree
from tests.tiny_gliner import build_gliner

EVENTS = "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "socket.sendto"
FORBID = f"""
import os, sys

def forbid(event, arguments):
    if event not in {EVENTS!r}:
        return
    place = arguments[1] if event in ("socket.connect", "socket.bind") else None
    if isinstance(place, (str, bytes)):
        return  # a path: what processes of one machine talk through
    with open(os.environ["TRIED"], "a") as file:
        file.write(event + "\\n")
    raise PermissionError("sockets are forbidden here")

sys.addaudithook(forbid)
"""
"""A `sitecustomize`, which Python runs at the start of each process, those of workers included."""
OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY",
           "DO_NOT_TRACK")  # fmt: skip
DOCUMENTS = {
    "docs/a.txt": "John Okafor of 17 Harbour Road wrote to bob@example.com.\n",
    "docs/b.jsonl": jsonl(
        *[{"text": f"Anna Schmidt, a nurse, call +1 202 456 {n:04}"} for n in range(1111, 1131)]
    ),
}


def forbidden(
    folder: Path, *arguments: str, program: Sequence[str] = ("-m", "anonymize")
) -> tuple[str, bytes]:
    """Runs a command without sockets; gives what it tried, and what it said."""
    write_tree(folder, {"hook/sitecustomize.py": FORBID})
    path = os.pathsep.join([str(folder / "hook"), os.environ.get("PYTHONPATH", str(Path.cwd()))])
    variables = environment(TRIED=str(folder / "tried"), PYTHONPATH=path, HF_HOME=str(folder / "cache"))
    for name in OFFLINE:
        variables.pop(name, None)
    done = subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=folder, env=variables, capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    tried = folder / "tried"
    said = done.stdout + done.stderr
    assert done.returncode == 0 or program != ("-m", "anonymize"), said.decode()
    return tried.read_text() if tried.exists() else "", said


@pytest.mark.parametrize("code", [
    "import socket; socket.create_connection(('127.0.0.1', 9))",
    "import socket; socket.getaddrinfo('example.com', 80)",
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    "import huggingface_hub; huggingface_hub.HfApi().model_info('somebody/something')",
    "import multiprocessing, socket\n"
    "spawn = multiprocessing.get_context('spawn')\n"
    "worker = spawn.Process(target=socket.create_connection, args=(('127.0.0.1', 9),))\n"
    "worker.start(); worker.join()",
])  # fmt: skip
def test_hook_of_these_tests_forbids_sockets_and_tells(tmp_path: Path, code: str) -> None:
    tried, _ = forbidden(tmp_path, code, program=("-c",))
    assert tried.startswith("socket.")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_main_job_with_bundled_models_opens_no_socket(tmp_path: Path, workers: str) -> None:
    write_tree(tmp_path, DOCUMENTS)
    tried, said = forbidden(
        tmp_path, "redact", "docs", "--labels", "person,address,email,phone,occupation", "--detector",
        "auto,gliner", "--operator", "pseudonym", "--workers", workers, "--output", "out",
    )  # fmt: skip
    assert tried == ""
    assert b"gliner" in said
    written = b"".join(tree(tmp_path / "out").values())
    assert written
    assert b"Okafor" not in written
    assert b"bob@example.com" not in written


@pytest.mark.parametrize("kind", ["tagger", "gliner"])
def test_main_job_with_weights_for_torch_opens_no_socket(
    tmp_path: Path, torch_tagger: Path, kind: str
) -> None:
    """transformers and the package for GLiNERs would ask their hub, unless they are kept from it."""
    model = tmp_path / "some" / "model"
    if kind == "tagger":
        shutil.copytree(torch_tagger, model)
    else:
        model.mkdir(parents=True)
        build_gliner(model)
    write_tree(tmp_path, {"a.txt": "the parcel went to anna schmidt"})
    tried, said = forbidden(
        tmp_path, "redact", "a.txt", "--model", "some/model", "--detector", kind, "--labels", "person"
    )
    assert tried == ""
    assert b"<PERSON>" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("detect", "docs", "--labels", "person,occupation"),
        ("redact", "docs", "--output", "out", "--dry-run"),
        (
            "redact",
            "docs",
            "--output",
            "out",
            "--operator",
            "tag",
            "--vault",
            "a.vault",
            "--key-file",
            "a.key",
        ),
        ("config", "check", "anon.yaml"),
        ("models", "show"),
        ("labels",),
        ("operators",),
        ("evaluate", "--data", "gold.jsonl", "--labels", "person"),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_other_commands_open_no_socket(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    gold = {"id": "a", "text": "Anna Schmidt wrote.", "spans": [{"start": 0, "end": 12, "label": "person"}]}
    write_tree(
        tmp_path, DOCUMENTS | {"anon.yaml": "labels: [person, email]\n", "gold.jsonl": json.dumps(gold)}
    )
    key = tmp_path / "a.key"
    key.write_text("0123456789abcdef" * 4)
    key.chmod(0o600)
    assert forbidden(tmp_path, *arguments)[0] == ""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_main_job_asks_the_system_for_no_socket_but_between_its_processes(tmp_path: Path) -> None:
    """Libraries in C do not pass by Python's hooks."""
    write_tree(tmp_path, DOCUMENTS)
    variables = environment(HF_HOME=str(tmp_path / "cache"))
    for name in OFFLINE:
        variables.pop(name, None)
    detection = ("--detector", "auto,gliner", "--labels", "person,occupation")
    job = [
        sys.executable,
        "-m",
        "anonymize",
        "redact",
        "docs",
        *detection,
        "--workers",
        "2",
        "--output",
        "out",
    ]
    traced = subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=socket", "-o", "trace", *job],
        cwd=tmp_path,
        env=variables | {"PYTHONPATH": os.environ.get("PYTHONPATH", str(Path.cwd()))},
        capture_output=True,
        timeout=300,
        check=False,
    )
    if b"ptrace" in traced.stderr:
        pytest.skip("strace may not trace here")
    assert traced.returncode == 0, traced.stderr.decode()
    calls = [line for line in (tmp_path / "trace").read_text().splitlines() if "socket(" in line]
    assert [line for line in calls if "AF_UNIX" not in line] == []
