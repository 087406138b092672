#!/usr/bin/env python3
"""Writes titles with statements of packs, one a line, in whose vectors export.py finds the main directions.

    directions.py OUT.txt --binary VERBATIM --packs DIR... [--lines 800]
"""
import argparse, pathlib
import news


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out"); p.add_argument("--binary", default="verbatim"); p.add_argument("--packs", nargs="+", required=True); p.add_argument("--lines", type=int, default=800)
    a = p.parse_args()
    articles = [dict(x, id=f"{i} {x['id']}") for i, folder in enumerate(a.packs) for x in news.articles(folder)]
    lines = [" ".join(f"{x['title']} . {s['text']}".split()) for x in news.statements(articles, a.binary) for s in x["statements"]]
    step = max(1, len(lines) / a.lines)
    chosen = [lines[int(i * step)] for i in range(min(a.lines, len(lines)))]  # from all packs alike
    pathlib.Path(a.out).write_text("\n".join(chosen) + "\n")


if __name__ == "__main__": main()
