"""The encoder and its heads in float32, in numpy, without any rounding: what the integers of corpus/reader are compared with."""
import math
import numpy as np

_GRID = np.linspace(-6, 6, 48001)
_ERF = np.array([math.erf(x) for x in _GRID])


def gelu(x): return (x * .5 * (1 + np.interp(x / math.sqrt(2), _GRID, _ERF))).astype(np.float32)


def norm(x, state, name, epsilon):
    d = x - x.mean(-1, keepdims=True)
    return d / np.sqrt((d * d).mean(-1, keepdims=True) + epsilon) * state[name + ".weight"] + state[name + ".bias"]


def encode(state, shape, ids, types=None):
    """The last layer's vectors of one sequence."""
    n, heads, width, epsilon = len(ids), shape["heads"], shape["width"], shape["epsilon"]
    x = state["embeddings.word_embeddings.weight"][ids] + state["embeddings.position_embeddings.weight"][:n]
    x = norm(x + state["embeddings.token_type_embeddings.weight"][np.zeros(n, int) if types is None else types], state, "embeddings.LayerNorm", epsilon)
    for i in range(shape["layers"]):
        p = f"encoder.layer.{i}."
        dense = lambda x, name: x @ state[p + name + ".weight"].T + state[p + name + ".bias"]
        query, key, value = (dense(x, "attention.self." + k).reshape(n, heads, -1).transpose(1, 0, 2) for k in ("query", "key", "value"))
        agree = query @ key.transpose(0, 2, 1) / math.sqrt(width // heads)
        weight = np.exp(agree - agree.max(-1, keepdims=True))
        mixed = (weight / weight.sum(-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(n, width)
        x = norm(x + dense(mixed, "attention.output.dense"), state, p + "attention.output.LayerNorm", epsilon)
        x = norm(x + dense(gelu(dense(x, "intermediate.dense")), "output.dense"), state, p + "output.LayerNorm", epsilon)
    return x


def vector(state, shape, ids):
    v = encode(state, shape, ids).mean(0)
    return v / np.linalg.norm(v)


def score(state, shape, ids, types):
    first = encode(state, shape, ids, types)[0]
    pooled = np.tanh(state["pooler.dense.weight"] @ first + state["pooler.dense.bias"])
    return float((state["classifier.weight"] @ pooled + state["classifier.bias"])[0])


def labels(state, shape, ids):
    """A row of numbers for each piece, without the special ones."""
    return encode(state, shape, ids)[1:-1] @ state["classifier.weight"].T + state["classifier.bias"]
