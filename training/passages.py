#!/usr/bin/env python3
"""The text that the network reads beside a question, as corpus/reader/score.go makes it.

    passages.py corpus/reader/testdata/passages.json

writes the pieces of some invented passages, with which a test of corpus/reader compares its own.
"""
import json, pathlib, sys
from tokenizers import Tokenizer
import export

LENGTH = 96     # pieces of question and passage together
STATEMENT = 70  # words of the statement, from its beginning
BEFORE = 25     # words of the statement before it, up to its end


def tokenizer():
    """The tokenizer of pairs, which cuts the longer text first."""
    t = Tokenizer.from_file(str(export.package() / "tokenizer.json"))
    t.enable_truncation(LENGTH)
    t.no_padding()
    return t


def context(title, speaker, before):
    """What helps to understand a statement: its article's title, who is certainly reported to say it, and the statement before it."""
    return (title + " . " if title else "") + (speaker + " : " if speaker else "") + " ".join(before.split()[-BEFORE:])


def encode(tokenizer, question, statement, context):
    return tokenizer.encode(question, " ".join(statement.split()[:STATEMENT]) + " [SEP] " + context)


QUESTIONS = ["who wants to close the ferry", "When will the swimming pool in Eastbrook be open again, and how many people may use it at once?",
             "what did dr. o'malley say about naïve résumés?", "why " * 60]
STATEMENTS = ["The ferry stops in May.", "“We cannot pay €3.5m for a pool,” Ms Ortega-Lind told the council’s 14 members on Tuesday.",
              "The committee heard that the new rules would apply to every boat, barge and raft on the lake. " * 6, "Ja."]
TITLES = ["", "Eastbrook's pool stays shut until 2031"]
SPEAKERS = ["", "Dr. Siobhán O'Malley"]
BEFORES = ["", "It rained.", "He spoke of the weather, of the ferry's old engine, and of his father, who had steered it for forty-one years before the flood came in. " * 2]


def main():
    t = tokenizer()
    rows = [dict(question=q, statement=s, title=h, speaker=w, before=b, ids=encode(t, q, s, context(h, w, b)).ids)
            for q in QUESTIONS for s in STATEMENTS for h in TITLES for w in SPEAKERS for b in BEFORES]
    pathlib.Path(sys.argv[1]).write_text("[\n" + ",\n".join(json.dumps(r, separators=(",", ":")) for r in rows) + "\n]\n")


if __name__ == "__main__": main()
