"""How well the engine reads: what it found in annotated documents beside what a person noted in them.

`gold` reads an annotation and checks it, `found` brings a build's tables to its terms, `score` compares the two as
sets, `faults` explains what differs, `report` adds it up and `show` gives it a form. The measures are those by which
such work is commonly compared: precision, recall and F1, micro-averaged.
"""
