"""The commands, one file each. Only here and in `anonymize.cli` is Click known."""
