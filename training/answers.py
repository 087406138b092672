#!/usr/bin/env python3
"""Trains the network that reads question and statement together, and says how well one answers the other.

    answers.py OUT.pt --binary VERBATIM --squad DIR --packs DIR...      about an hour on two cores
    answers.py OUT.pt --binary VERBATIM --squad DIR --packs DIR... --from IN.pt --vectors V.pt --rate 2.5e-5       trains IN.pt further
    answers.py - --binary VERBATIM --packs DIR... --from IN.pt --test

Input: [CLS] question [SEP] statement [SEP] title . speaker : statement before [SEP], as corpus/reader/score.go makes it. Loss: softmax over
one right statement, K-1 wrong ones and a constant 0, which is right where nothing answers. --squad is a folder with articles.jsonl and
questions.jsonl; --packs are folders in the form of training/news. SQuAD questions come first, then the packs with a part of the SQuAD
questions. Statements and speakers are those that the program finds.
"""
import argparse, collections, math, random, re, time
import numpy as np, torch
from transformers import BertConfig, BertForSequenceClassification
from safetensors.torch import load_file
import export, news, passages

QUESTIONS, CANDIDATES, PARTS = 9, 8, 3
RATE = 5e-5
SHARED = 2  # the embeddings and so many layers are not trained, so that all heads share them
tokenizer = passages.tokenizer()


def network(weights=None):
    s = export.shape()
    m = BertForSequenceClassification(BertConfig(vocab_size=s["words"], hidden_size=s["width"], num_hidden_layers=s["layers"],
        num_attention_heads=s["heads"], intermediate_size=s["inner"], num_labels=1, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0))
    m.config._attn_implementation = "sdpa"
    if weights: m.load_state_dict(torch.load(weights))
    else: m.load_state_dict({"bert." + k: v for k, v in load_file(export.package() / "model.safetensors").items() if "position_ids" not in k}, strict=False)
    for part in (m.bert.embeddings, *m.bert.encoder.layer[:SHARED]):
        for p in part.parameters(): p.requires_grad = False
    return m


def batch(encodings, length=None):
    """Tensors of one shape; the length is a multiple of 16, since each new shape is compiled anew."""
    length = length or -(-max(len(e.ids) for e in encodings) // 16) * 16
    ids, mask, types = (torch.zeros(len(encodings), length, dtype=torch.long) for _ in range(3))
    for i, e in enumerate(encodings):
        k = min(len(e.ids), length)
        ids[i, :k] = torch.tensor(e.ids[:k]); mask[i, :k] = 1; types[i, :k] = torch.tensor(e.type_ids[:k])
    return dict(input_ids=ids, attention_mask=mask, token_type_ids=types)


def scores(model, encodings, parts=PARTS):
    """The scores of all; the long ones are read apart from the short ones."""
    order = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids))
    step = -(-len(order) // parts)
    out, where = [], []
    for i in range(0, len(order), step):
        rows = order[i:i + step]
        out.append(model(**batch([encodings[r] for r in rows])).logits[:, 0])
        where += rows
    back = torch.empty(len(where), dtype=torch.long)
    back[torch.tensor(where)] = torch.arange(len(where))
    return torch.cat(out)[back]


def stems(text): return {w[:6] for w in re.findall(r"\w+", text.lower())}


class Collection:
    """Statements with their articles, and two ways to find those that look like a question."""

    def __init__(self, articles):
        self.text, self.article, self.title, self.context = [], [], [], []
        for a in articles:
            before = ""
            for s in a["statements"]:
                self.text.append(s["text"]); self.article.append(a["id"]); self.title.append(a["title"])
                self.context.append(passages.context(a["title"], s["speaker"], before))
                before = s["text"]
        self.df, self.at = collections.Counter(), collections.defaultdict(list)
        for i, (t, h) in enumerate(zip(self.text, self.title)):
            for w in stems(t + " " + h): self.df[w] += 1; self.at[w].append(i)
        self.of = collections.defaultdict(list)
        for i, a in enumerate(self.article): self.of[a].append(i)
        self.vectors = None

    def encode(self, question, i):
        return passages.encode(tokenizer, question, self.text[i], self.context[i])

    def overlap(self, question, n):
        score = collections.Counter()
        for w in stems(question):
            if self.df[w] < max(50, len(self.text) // 3):
                for i in self.at[w]: score[i] += math.log((1 + len(self.text)) / (1 + self.df[w]))
        return [i for i, _ in score.most_common(n)]


@torch.no_grad()
def vectors(model, texts, length):
    out = []
    for i in range(0, len(texts), 128):
        encodings = [tokenizer.encode(t) for t in texts[i:i + 128]]
        encodings += [encodings[-1]] * (128 - len(encodings))
        b = batch(encodings, length)
        x = model.bert(**b).last_hidden_state
        m = b["attention_mask"][:, :, None].float()
        out.append(torch.nn.functional.normalize((x * m).sum(1) / m.sum(1), dim=1))
    return torch.cat(out)[:len(texts)].numpy()


Question = collections.namedtuple("Question", "q right also kind collection near far")


def gather(articles, questions):
    """A collection of the articles, and the questions with the places of their answers in it."""
    c = Collection(articles)
    found = []
    for q in questions:
        right, also = ([i for i, t in enumerate(c.text) if q["holds"](c.article[i], t, k)] for k in ("any", "also"))
        if right or q["none"]: found.append(Question(q["q"], right, [i for i in also if i not in right], q["kind"], c, [], []))
    return c, found


def similar(model, collection, questions, n):
    """The n statements of the collection nearest to each question by the unchanged encoder's vectors."""
    if collection.vectors is None: collection.vectors = vectors(model, [f"{h} . {t}" for h, t in zip(collection.title, collection.text)], 64)
    asked = vectors(model, [q.q for q in questions], 32)
    return [list(np.argsort(-(collection.vectors @ v))[:n]) for v in asked]


def typing_error(question, rng):
    """One letter left out, doubled or exchanged in one longer word."""
    words = question.split()
    long = [i for i, w in enumerate(words) if len(w) > 4]
    if not long: return question
    i = rng.choice(long); w = words[i]; k = rng.randrange(1, len(w) - 2)
    words[i] = rng.choice([w[:k] + w[k + 1:], w[:k] + w[k] + w[k:], w[:k] + w[k + 1] + w[k] + w[k + 2:]])
    return " ".join(words)


def choose(q, everything, rng):
    """(collection, index) of one right statement, if it is kept, and of wrong ones."""
    c, rows = q.collection, []
    drop = bool(q.right) and rng.random() < .12
    no = set(q.right) | (set() if drop else set(q.also))
    if q.right and not drop: rows.append((c, rng.choice(q.right)))
    def take(pool, n, of=c):
        pool = [(of, i) for i in pool if (of is not c or i not in no) and (of, i) not in rows]
        rows.extend(rng.sample(pool, max(0, min(n, len(pool)))))
    if drop and q.also: take(q.also, 1)
    take(c.overlap(q.q, 15), 1)
    take(q.near[:15], 3)
    around = q.right or [c.overlap(q.q, 1)[0]] if c.overlap(q.q, 1) else q.right
    take([i + d for i in around for d in (-1, 1, 2) if 0 <= i + d < len(c.text) and c.article[i + d] == c.article[i]], 1)
    if q.far and rng.random() < .6: take(q.far, 2, everything)
    if around: take(c.of[c.article[around[0]]], CANDIDATES - 1 - len(rows) + (not rows))
    while len(rows) < CANDIDATES: take([rng.randrange(len(c.text))], 1)
    return rows[:CANDIDATES], bool(q.right) and not drop


def train(a):
    rng = random.Random(a.seed)
    binary = a.binary
    model, plain = network(getattr(a, "from")), network(a.vectors).eval()
    squad, packs, everything = [], [], None
    if a.squad:
        c, squad = gather(*news.squad(a.squad, binary))
        for q, near in zip(squad, similar(plain, c, squad, 20)): q.near.extend(near)
    own = []
    for f in a.packs:
        articles, questions = news.pack(f, binary)
        c, found = gather(articles, questions)
        for q, near in zip(found, similar(plain, c, found, 20)): q.near.extend(near)
        packs += found
        own.append(articles)
    if packs:
        everything = Collection([x for articles in own for x in articles])
        everything.vectors = np.concatenate([c.vectors for c in dict.fromkeys(q.collection for q in packs)])
        for q, far in zip(packs, similar(plain, everything, packs, 60)):
            # The statements of its own pack are left to the other ways of choosing.
            mine = set(q.collection.article)
            q.far.extend([i for i in far if everything.article[i] not in mine][:15])
    order = [] if a.rate else rng.sample(squad, len(squad))
    rest = [q for _ in range(a.epochs) for q in packs] + rng.sample(squad, len(squad) // (6 if a.rate else 2))
    rng.shuffle(rest)
    order += rest
    steps, rate = min(a.steps or len(order), len(order) // QUESTIONS), a.rate or RATE
    print(f"{len(squad)} SQuAD questions, {len(packs)} of packs, {steps} steps", flush=True)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=RATE, weight_decay=.01)
    began, run = time.time(), None
    for s in range(steps):
        encodings, target = [], []
        for q in order[s * QUESTIONS:(s + 1) * QUESTIONS]:
            rows, kept = choose(q, everything, rng)
            asked = typing_error(q.q, rng) if rng.random() < .12 else q.q
            encodings += [c.encode(asked, i) for c, i in rows]
            target.append(0 if kept else CANDIDATES)
        for g in optimizer.param_groups: g["lr"] = rate * min(1, (s + 1) / 60) * (1 - s / steps)
        out = scores(model, encodings).view(-1, CANDIDATES)
        loss = torch.nn.functional.cross_entropy(torch.cat([out, torch.zeros(len(out), 1)], 1), torch.tensor(target))
        optimizer.zero_grad(); loss.backward(); torch.nn.utils.clip_grad_norm_(model.parameters(), 1); optimizer.step()
        run = loss.item() if run is None else .97 * run + .03 * loss.item()
        if s % 20 == 0: print(s, f"{run:.3f}", f"{time.time() - began:.0f} s", flush=True)
        if s % 400 == 399: torch.save(model.state_dict(), a.weights)
    torch.save(model.state_dict(), a.weights)


@torch.no_grad()
def test(a):
    model = network(getattr(a, "from")).eval()
    asked = first = three = within = 0
    best = collections.defaultdict(list)
    for f in a.packs:
        articles, questions = news.pack(f, a.binary)
        c, found = gather(articles, questions)
        for q in found:
            candidates = c.overlap(q.q, 40) or list(range(min(10, len(c.text))))
            s = scores(model, [c.encode(q.q, i) for i in candidates]).numpy()
            if not q.right: best[q.kind].append(s.max()); continue
            hit = [candidates[i] in q.right for i in np.argsort(-s)]
            asked += 1; first += hit[0]; three += any(hit[:3]); within += any(hit)
            best["answerable"].append(s.max())
    print(f"{asked} answerable, word overlap holds {100 * within / asked:.1f} %: first {100 * first / asked:.1f} %, among three {100 * three / asked:.1f} %")
    for lost in (.05, .1):
        cut = np.quantile(best["answerable"], lost)
        print(f"where {100 * lost:.0f} % of the answerable are refused:", ", ".join(f"{k} {100 * np.mean(np.array(v) < cut):.0f} % of {len(v)} refused" for k, v in best.items() if k != "answerable"))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("weights"); p.add_argument("--test", action="store_true"); p.add_argument("--from"); p.add_argument("--squad")
    p.add_argument("--packs", nargs="*", default=[]); p.add_argument("--binary", default="verbatim")
    p.add_argument("--epochs", type=int, default=3, help="how often each question of the packs is read")
    p.add_argument("--vectors", help="the network of vectors.py: wrong statements are those that it takes for answers")
    p.add_argument("--rate", type=float, help="train the weights of --from further, at this rate, without the questions of SQuAD that come first")
    p.add_argument("--steps", type=int, help="the most steps")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(2); torch.manual_seed(a.seed)
    (test if a.test else train)(a)


if __name__ == "__main__": main()
