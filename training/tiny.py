"""Writes a small network with random weights, and the answers of the tokenizer and of the network in float32, for the tests of corpus/reader."""
import json, pathlib, random
import numpy as np
from tokenizers import Tokenizer, models
import characters, export, reference

SHAPE = dict(width=64, heads=2, inner=128, layers=2, words=0, positions=128, types=2, group=32, epsilon=1e-12)
LABELS = ["O", "B-c", "I-c", "B-s", "I-s"]
TEXTS = [
    "", " ", "The mayor said on Tuesday that the bridge would reopen.", "“We won't pay,” Ms. O'Neill-Smith said; the €3.5m bill isn't ours!",
    "Café Zürich, naïve résumé, Ångström, ĲSSEL, İstanbul, ﬁne", "e\u0301 a\u030a n\u0303 combining", "tab\tnew\nline\r\n\u00a0no\u2003break\u2028end",
    "zero\u200bwidth\u00adsoft\ufeffmark\u200djoined", "\x00nul\x07bell\x1bescape\x7fdelete\x85next", "北京市长说 東京 漢字とかな カタカナ ﾊﾝｶｸ", "한국어 문장 서울시장은",
    "Привет мир! Ёлка й", "Ελληνικά Ωμέγα άλφα ς", "العربية مُحَمَّد", "हिन्दी में", "ไทย ภาษา", "emoji 😀👍🏽 👨‍👩‍👧 ok", "a" * 100, "a" * 101, "x" * 250 + " y",
    "unaffable unbelievableness antidisestablishmentarianism", "[CLS] [SEP] [MASK] [UNK] ##ing", "$100 + 50% = `x^2` ~ <b> | {y}", "…—–‘’“”«»‹›¿¡·§¶†‡•", "㎏ ℡ ½ ² ª º ™ ®",
    "٣ ४ ５ Ⅷ ⅷ", "\U0001f1e9\U0001f1ea \U000e0067 \ue000 \ufffd \ufdd0", "ß ẞ ſ K Å ſt", "don't can't I'll we've", "www.example.com/a?b=c&d=1#e user@mail.org", "1,234,567.89 3-4 A/B",
    "ǅ ǈ Dž", "\u1e9b\u0323 \u0344 \u0958 \u2126", "mixed漢字text", "𝐛𝐨𝐥𝐝 ｆｕｌｌ",
]


def noise(rng, n):
    """Texts of characters from everywhere."""
    pools = [range(32, 127), range(0, 0x250), range(0x2000, 0x2070), range(0x300, 0x370), range(0x4e00, 0x9fff), range(0xac00, 0xd7a4), range(0x370, 0x1100), range(0x1f300, 0x1f700),
             [c for c in range(0x110000) if not 0xd800 <= c < 0xe000]]
    for _ in range(n):
        yield "".join(chr(rng.choice(rng.choice(pools))) if rng.random() < .7 else rng.choice(" etaonrish") for _ in range(rng.randrange(1, 40)))


def vocabulary(tokenizer, words):
    """The special pieces, all of one character, and the commonest longer ones."""
    by = sorted(tokenizer.get_vocab(), key=tokenizer.token_to_id)
    keep = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    keep += [w for w in by if len(w.removeprefix("##")) == 1]
    keep += [w for w in by if len(w.removeprefix("##")) > 1 and not w.startswith("[")][:words]
    return list(dict.fromkeys(keep))


def state(rng, words, outputs):
    width, inner = SHAPE["width"], SHAPE["inner"]
    get = lambda *size, spread=1.0: (rng.standard_normal(size) * spread).astype(np.float32)
    out = {"embeddings.word_embeddings.weight": get(words, width), "embeddings.position_embeddings.weight": get(SHAPE["positions"], width, spread=.3),
           "embeddings.token_type_embeddings.weight": get(2, width, spread=.3)}
    names = ["embeddings.LayerNorm"]
    for i in range(SHAPE["layers"]):
        p = f"encoder.layer.{i}."
        sizes = {f"attention.self.{k}": (width, width) for k in ("query", "key", "value")} | {"attention.output.dense": (width, width),
                 "intermediate.dense": (inner, width), "output.dense": (width, inner)}
        for k, (n, m) in sizes.items(): out[p + k + ".weight"], out[p + k + ".bias"] = get(n, m, spread=m ** -.5), get(n, spread=.1)
        names += [p + "attention.output.LayerNorm", p + "output.LayerNorm"]
    for n in names: out[n + ".weight"], out[n + ".bias"] = 1 + get(width, spread=.1), get(width, spread=.1)
    out |= {"pooler.dense.weight": get(width, width, spread=width ** -.5), "pooler.dense.bias": get(width, spread=.1),
            "classifier.weight": get(outputs, width, spread=width ** -.5), "classifier.bias": get(outputs, spread=.1)}
    return out


def write(folder):
    """Writes tiny.weights and tiny.json into folder. The head of kind score shares the first layer with that of kind vector."""
    folder = pathlib.Path(folder); rng = np.random.default_rng(7)
    tokenizer = Tokenizer.from_file(str(export.package() / "tokenizer.json"))
    tables = characters.tables(tokenizer); words = vocabulary(tokenizer, 1500)
    tokenizer.model = models.WordPiece({w: i for i, w in enumerate(words)}, unk_token="[UNK]", max_input_chars_per_word=100)
    tokenizer.no_truncation(); tokenizer.no_padding(); tokenizer.encode_special_tokens = True
    shape = SHAPE | dict(words=len(words)); vectors = state(rng, len(words), 1)
    scores = dict(vectors); other = state(rng, len(words), 1); tags = state(rng, len(words), len(LABELS))
    for k in vectors:
        if "layer.1." in k or not k.startswith(("embeddings", "encoder")): scores[k] = other[k]
    for k in vectors:
        if k.startswith(("embeddings", "encoder")): tags[k] = scores[k]
    projection = np.linalg.qr(rng.standard_normal((64, 64)))[0][:32].astype(np.float32)
    got = export.export(folder / "tiny.weights", [("vectors", "vector", vectors, None), ("short", "vector", vectors, projection), ("answers", "score", scores, None), ("reports", "labels", tags, LABELS)],
                        shape, words, tables)
    ids = lambda text: tokenizer.encode(text, add_special_tokens=False)
    cls, sep = words.index("[CLS]"), words.index("[SEP]")
    pieces = [dict(text=t, ids=ids(t).ids, offsets=ids(t).offsets) for t in TEXTS + list(noise(random.Random(7), 200))]
    truth = dict(pieces=pieces, vectors=[], scores=[], labels=[])
    for text in TEXTS[:18]:
        seq = [cls] + ids(text).ids[:126] + [sep]
        v = reference.vector(vectors, shape, seq)
        p = projection @ v
        truth["vectors"].append(dict(text=text, vector=v.tolist(), projected=(p / np.linalg.norm(p)).tolist()))
        truth["labels"].append(dict(text=text, scores=reference.labels(tags, shape, seq).tolist()))
    question = "Who said that the bridge would open again?"
    long = "The mayor said it was far too much for a small town. " * 9
    for statement, title, before in [(TEXTS[2], "", ""), (TEXTS[3], "A bill for the bridge", TEXTS[2]), (long, "Title", long), (TEXTS[4], "", long), (TEXTS[9], TEXTS[10], TEXTS[11])]:
        for asked in (question, long[:330]):
            seq, types = pair(ids, cls, sep, asked, statement, title, before)
            truth["scores"].append(dict(question=asked, statement=statement, title=title, before=before, ids=seq, score=reference.score(scores, shape, np.array(seq), np.array(types))))
    (folder / "tiny.json").write_text(json.dumps(truth, ensure_ascii=True, separators=(",", ":")) + "\n")
    return f"{got['bytes']:,} bytes, {got['layers']} layers"


def pair(ids, cls, sep, question, statement, title, before, length=96):
    """The pieces of a question and a passage, cut as the tokenizer cuts pairs."""
    first = ids(question).ids
    second = ids(" ".join(statement.split()[:70])).ids + [sep] + ids((title + " . " if title else "") + " ".join(before.split()[-25:])).ids
    a, b, room = len(first), len(second), length - 3
    if a + b > room:
        lo, hi = min(a, b), max(a, b)
        hi = lo if lo > room else max(lo, room - lo)
        if lo + hi > room: lo = room // 2; hi = lo + room % 2
        a, b = (hi, lo) if a > b else (lo, hi)
    return [cls] + first[:a] + [sep] + second[:b] + [sep], [0] * (a + 2) + [1] * (b + 1)
