#!/usr/bin/env python3
"""Writes what the unchanged encoder says of texts, one a line, in float32: pieces and vectors. Go compares its own with

    truth.py TEXTS.txt TRUTH.json
    VERBATIM_READER=vectors.weights VERBATIM_READER_TRUTH=TRUTH.json go test -run Full -v ./corpus/reader
"""
import json, pathlib, sys
import numpy as np
from tokenizers import Tokenizer
import export, reference


def tokenizer(length):
    t = Tokenizer.from_file(str(export.package() / "tokenizer.json"))
    t.no_padding(); t.enable_truncation(length); t.encode_special_tokens = True
    return t


def vectors(texts, path=None, length=256):
    """(pieces, vector) of each text, by the unchanged encoder or the weights of path."""
    state, shape, t = export.load(path or export.package() / "model.safetensors"), export.shape(), tokenizer(length)
    for text in texts:
        ids = t.encode(text).ids
        yield ids, reference.vector(state, shape, np.array(ids))


if __name__ == "__main__":
    texts = pathlib.Path(sys.argv[1]).read_text().splitlines()
    out = [dict(text=text, ids=ids, vector=v.tolist()) for text, (ids, v) in zip(texts, vectors(texts))]
    pathlib.Path(sys.argv[2]).write_text(json.dumps(out))
