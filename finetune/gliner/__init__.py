"""Training a GLiNER: labels in words, asked for together with a text.

The data flow: `names` turns a data set's labels into words, `examples` sentences into words and spans,
`prompts` decides what is asked for, `inputs` makes batches and their loss, `model` makes or loads the model,
`runs` trains it.
"""
