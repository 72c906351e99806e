"""Text to mentions and assertions: one module per stage, spaCy only in `kg.extract.pipeline`."""
