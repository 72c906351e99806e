"""Pages to look at: values in, one self-contained HTML text out, every string of a document escaped."""
