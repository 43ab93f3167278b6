# make demo   sets up .venv and redacts examples/docs
# make test   sets up .venv with the test requirements and runs all tests
# make check  what CI runs beside the tests: ruff and mypy
# make docs   runs the README's examples again and writes docs/commands.md
PYTHON ?= python3
PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: demo test check docs clean

demo: .venv/run.stamp
	.venv/bin/anon redact examples/docs --labels person,address --output redacted/

test: .venv/test.stamp
	# A file of tests at a time on each core: fixtures and jobs are shared within a file.
	.venv/bin/python -m pytest -n auto --dist loadfile

check: .venv/test.stamp
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

.venv/run.stamp: setup.cfg pyproject.toml constraints.txt
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	# torch first and alone: with it in place nothing else asks the index for a newer, much larger build.
	$(PIP) torch
	$(PIP) -e .
	touch $@

.venv/test.stamp: .venv/run.stamp
	$(PIP) -e '.[test]'
	touch $@

docs: .venv/test.stamp
	.venv/bin/python -m tests.documentation

clean:
	rm -rf .venv build dist *.egg-info redacted redacted.manifest.jsonl
