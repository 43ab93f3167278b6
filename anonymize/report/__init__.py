"""What a job leaves behind beside its output: the manifest."""
