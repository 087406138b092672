#!/usr/bin/env python3
"""Trains the network whose vectors bring questions and statements together.

    vectors.py OUT.pt --binary VERBATIM --squad DIR --packs DIR...      about ten minutes on two cores

A question's vector shall be nearer to that of a statement that answers it, with the title of its article before it, than to those of all
other statements of the same step: the answers to other questions, and one statement for each question that looks like an answer and is
none. The embeddings and the lower layers are not trained, as in answers.py.
"""
import argparse, random, time
import torch
import answers, news

QUESTIONS, RATE, SHARPNESS = 32, 4e-5, 20.0
ASKED, STATED = 32, 64  # pieces of a question and of a statement that are read


def mean(model, texts, length):
    """The vectors of texts, of length 1."""
    encodings = [answers.tokenizer.encode(t) for t in texts]
    b = answers.batch(encodings, length)
    x = model.bert(**b).last_hidden_state
    m = b["attention_mask"][:, :, None].float()
    return torch.nn.functional.normalize((x * m).sum(1) / m.sum(1), dim=1)


def stated(c, i): return f"{c.title[i]} . {c.text[i]}" if c.title[i] else c.text[i]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("weights"); p.add_argument("--squad"); p.add_argument("--packs", nargs="*", default=[]); p.add_argument("--binary", default="verbatim")
    p.add_argument("--epochs", type=int, default=2); p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(2); torch.manual_seed(a.seed)
    rng, model, data = random.Random(a.seed), answers.network(), []
    if a.squad:
        c, found = answers.gather(*news.squad(a.squad, a.binary))
        for q, near in zip(found, answers.similar(model, c, found, 20)): q.near.extend(near)
        data += rng.sample(found, len(found) // 2)
    for f in a.packs:
        c, found = answers.gather(*news.pack(f, a.binary))
        for q, near in zip(found, answers.similar(model, c, found, 20)): q.near.extend(near)
        data += [q for q in found if q.right]
    optimizer = torch.optim.AdamW([w for n, w in model.named_parameters() if w.requires_grad and n.startswith("bert.encoder")], lr=RATE, weight_decay=.01)
    steps, order, began, run = len(data) * a.epochs // QUESTIONS, [], time.time(), None
    print(f"{len(data)} questions, {steps} steps", flush=True)
    for s in range(steps):
        if len(order) < QUESTIONS: order = rng.sample(range(len(data)), len(data))
        chosen = [data[order.pop()] for _ in range(QUESTIONS)]
        right = [rng.choice(q.right) for q in chosen]
        wrong = []
        for q in chosen:
            no = set(q.right) | set(q.also)
            pool = [i for i in q.near[:12] + q.collection.overlap(q.q, 6) if i not in no]
            wrong.append(rng.choice(pool) if pool else rng.randrange(len(q.collection.text)))
        asked = mean(model, [answers.typing_error(q.q, rng) if rng.random() < .12 else q.q for q in chosen], ASKED)
        told = mean(model, [stated(q.collection, i) for q, i in zip(chosen, right)] + [stated(q.collection, i) for q, i in zip(chosen, wrong)], STATED)
        score = SHARPNESS * asked @ told.T
        for k, q in enumerate(chosen):  # other answers to the same question are not wrong
            no = set(q.right) | set(q.also)
            for j, other in enumerate(chosen):
                for at, i in ((j, right[j]), (QUESTIONS + j, wrong[j])):
                    if at != k and other.collection is q.collection and i in no: score[k, at] = -1e4
        for g in optimizer.param_groups: g["lr"] = RATE * min(1, (s + 1) / 30) * (1 - s / steps)
        loss = torch.nn.functional.cross_entropy(score, torch.arange(QUESTIONS))
        optimizer.zero_grad(); loss.backward(); optimizer.step()
        run = loss.item() if run is None else .95 * run + .05 * loss.item()
        if s % 20 == 0: print(s, f"{run:.3f}", f"{time.time() - began:.0f} s", flush=True)
    torch.save(model.state_dict(), a.weights)


if __name__ == "__main__": main()
