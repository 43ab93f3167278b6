"""The documentation says what the tool does: it is compared with the tool."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from anonymize import errors
from anonymize.cli import run
from tests import documentation, figures

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def readme() -> str:
    return documentation.README.read_text()


def blocks(text: str, language: str) -> list[str]:
    return [content for name, content in BLOCK.findall(text) if name == language]


def test_the_readmes_examples_print_what_it_shows(readme: str) -> None:
    assert readme == documentation.readme(readme), "run `make docs`"


def test_the_readme_shows_five_examples_or_more(readme: str) -> None:
    assert len(blocks(readme, "console")) >= 5


def test_the_page_of_commands_is_what_help_says() -> None:
    assert documentation.COMMANDS.read_text() == documentation.commands(), "run `make docs`"


def test_the_page_of_operators_shows_what_they_do() -> None:
    text = documentation.OPERATORS_PAGE.read_text()
    assert text == documentation.operators(text), "run `make docs`"


def test_the_taggers_card_has_the_figures_that_were_measured_last() -> None:
    text = documentation.CARD.read_text()
    assert "<!-- measured -->" in text
    assert text == documentation.card(text), "run `make docs`"


def test_every_reason_to_withhold_is_in_the_page_on_security() -> None:
    sources = "\n".join(path.read_text() for path in (documentation.ROOT / "anonymize").rglob("*.py"))
    reasons = set(re.findall(r'DocumentError\(\s*"(\w+)"', sources)) | {"scores_not_finite", "unsafe_name"}
    assert len(reasons) > 20
    page = (documentation.ROOT / "SECURITY.md").read_text()
    assert sorted(reason for reason in reasons if f"`{reason}`" not in page) == []


def test_the_configurations_shown_can_be_loaded(tmp_path: Path) -> None:
    examples = [
        example
        for page in (documentation.CONFIGURATION, documentation.README)
        for example in blocks(page.read_text(), "yaml")
    ]
    assert len(examples) >= 6
    (tmp_path / "names.txt").write_text("Anna Schmidt\n")
    assert run(["key", "new", str(tmp_path / "team.key")]) == 0
    for number, example in enumerate(examples):
        path = tmp_path / f"{number}.yaml"
        path.write_text(example)
        assert run(["config", "check", str(path)]) == 0, example


def test_every_command_has_a_line_and_an_example() -> None:
    from anonymize.cli import COMMANDS

    sections = documentation.commands().split("\n## ")
    for name, (_, line) in COMMANDS.items():
        assert line.endswith(".")
        mine = [section for section in sections if section.startswith(f"anon {name}")]
        assert any("Examples:" in section for section in mine), name


def test_every_option_has_help() -> None:
    for path, command in documentation.walk_commands():
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert getattr(parameter, "help", None), f"{' '.join(path)} {parameter.opts}"


def test_the_python_example_runs(readme: str) -> None:
    (example,) = blocks(readme, "python")
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - the documented example itself


def test_the_two_commands_are_there(readme: str) -> None:
    start, *_ = blocks(readme, "sh")
    targets = re.findall(r"^make (\w+)", start, re.MULTILINE)
    makefile = (documentation.ROOT / "Makefile").read_text()
    assert targets == ["demo", "test"]
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
    demo = re.search(r"then: (anon redact .*)$", start, re.MULTILINE)
    assert demo is not None
    assert demo[1] in makefile


def test_the_table_of_exit_statuses_is_complete(readme: str) -> None:
    table = {int(status) for status in re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)}
    assert table == {value for name, value in vars(errors).items() if name.startswith("EXIT_")}


def test_each_module_and_room_is_named_where_the_code_is_explained() -> None:
    text = (documentation.ROOT / "CONTRIBUTING.md").read_text()
    package = documentation.ROOT / "anonymize"
    modules = [path.name for path in package.glob("*.py") if not path.name.startswith("__")]
    rooms = [f"{path.parent.name}/" for path in package.glob("*/__init__.py")]
    assert [name for name in sorted(modules + rooms) if name not in text] == []


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/operators.md", "docs/configuration.md"]
)
def test_links_inside_the_repository_lead_somewhere(page: str) -> None:
    text = (documentation.ROOT / page).read_text()
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert Path(documentation.ROOT, page).parent.joinpath(target).exists(), target


def test_the_readmes_figures_are_those_that_were_measured_last(readme: str) -> None:
    results = (
        "## Accuracy\n\n2 of 9 missed, 1 not measured. Intervals.\n\n### presidio, 60 texts\n\n"
        "| system | person | exact F1 | leak rate | over-redaction |\n| --- | --- | --- | --- | --- |\n"
        "| ours | 98.4 (97.0 to 99.0) | 82.4 (1.0 to 2.0) | 0.11 (0.0 to 0.3) | - |\n"
        "| rampart | 1.0 | 1.0 | 1.0 | 1.0 |\n\n## Speed\n\n"
        "| texts | cores |  | times as fast is ours |\n| --- | --- | --- | --- |\n"
        "| tickets | 1 | Presidio | 9.00 |\n| tickets | 2 | Presidio | 2.06 |\n"
    )
    assert figures.accuracy(results, {"presidio": "made up"}).splitlines()[2:] == [
        "| made up | 98 · 0.1 · – |  |  | 1 · 1.0 · 1.0 |",
        "",
        "60 to 60 texts a set. 2 of the 9 bars that we set ourselves were missed, and 1 not measured.",
    ]
    assert figures.speed(results, {"tickets": "short"}, {"Presidio": "Presidio"}).splitlines()[2:] == [
        "| short | 2.1 |"
    ]
    assert all(f"\n| {spelled} | " in readme for spelled in figures.SETS.values())
