"""The systems that accuracy and speed are measured of, each in a process of its own.

A file here that is not `registry`, `environments` or `processes` is such a process: it reads JSONL from its
standard input, a line a text with `text`, `language` and perhaps `labels` to look for, and answers each line
with one that has `spans`, a list of [start, end, label], offsets in code points, and perhaps the `seconds`
that it took. It may run in another environment than the project's, and then imports nothing of the project.
"""
