"""Tables of what the tokenizer does to each character, taken from the tokenizer itself, so that Go needs no Unicode tables
of its own (they change with the version of Go, and the statements of all machines must be equal)."""

HANGUL = range(0xac00, 0xd7a4)  # decomposed by a rule, not by a table


def ranges(points):
    """Pairs of first and last of each run in a sorted list."""
    out = []
    for c in points:
        if out and out[-1] == c - 1: out[-1] = c
        else: out += [c, c]
    return out


def tables(tokenizer):
    """removed, spaces, isolated (a word of its own), punctuation: ranges; mapped: lines of character, tab, replacement."""
    normal, split = tokenizer.normalizer.normalize_str, tokenizer.pre_tokenizer.pre_tokenize_str
    removed, spaces, isolated, punctuation, mapped = [], [], [], [], []
    for c in range(0x110000):
        if 0xd800 <= c < 0xe000: continue
        s = chr(c)
        n = normal(s)
        if n == "": removed.append(c); continue
        if n == " ": spaces.append(c); continue
        if n[0] == " " and n[-1] == " ": isolated.append(c); n = n[1:-1]
        if n != s and c not in HANGUL: mapped.append(s + "\t" + n)
        if n == s and len(split("a" + n + "a")) == 3: punctuation.append(c)
    return dict(removed=ranges(removed), spaces=ranges(spaces), isolated=ranges(isolated), punctuation=ranges(punctuation), mapped="\n".join(mapped))
