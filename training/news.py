"""Reads packs of invented news and SQuAD's articles, with statements and speakers as the program finds them."""
import hashlib, json, pathlib, re, subprocess, tempfile

TAG = re.compile(r'<[qimo] s="[^"]*"(?: n="\d+")?>|</[qimo]>')
HELD_OUT = 6  # one of so many SQuAD articles is not trained on


def articles(folder):
    """The articles of a pack, without the marks of its reports: {"id", "title", "text"}."""
    out = []
    for block in re.split(r"^### ", (pathlib.Path(folder) / "articles.txt").read_text(), flags=re.M)[1:]:
        name, body = block.split("\n", 1)
        title = ""
        while body.startswith("@"):
            line, body = body.split("\n", 1)
            if line.startswith("@title "): title = line[7:].strip()
        out.append(dict(id=name.strip(), title=title, text=TAG.sub("", body.strip("\n"))))
    return out


def statements(rows, binary):
    """Adds to each article its statements: {"text", "start", "end", "speaker"}, offsets in bytes, speaker "" if not certain."""
    with tempfile.TemporaryDirectory() as d:
        path = pathlib.Path(d) / "articles.jsonl"
        path.write_text("".join(json.dumps(dict(id=r["id"], text=r["text"], language="en"), ensure_ascii=False) + "\n" for r in rows))
        out = subprocess.run([binary, "extract", str(path), "--data", d], capture_output=True, text=True, check=True).stdout
    got = {r["id"]: r["statements"] for r in map(json.loads, out.splitlines())}
    for r in rows:
        r["statements"] = []
        for s in got[r["id"]]:
            names = [x["speaker"]["name"] for x in s.get("reports") or [] if (x.get("speaker") or {}).get("certain")]
            r["statements"].append(dict(text=s["text"], start=s["start"], end=s["end"], speaker=names[0] if names else ""))
    return rows


def pack(folder, binary):
    """Articles and questions of a pack; a question's "holds" tells if a statement answers ("any") or is on the topic ("also")."""
    questions = []
    for line in (pathlib.Path(folder) / "questions.jsonl").read_text().splitlines():
        if not line.strip(): continue
        q = json.loads(line)
        holds = lambda article, text, key, q=q: any(s in text for s in q.get(key) or [])
        questions.append(dict(q=q["q"], kind=q["kind"], none=bool(q.get("none")), holds=holds))
    return statements(articles(folder), binary), questions


def held_out(article): return int(hashlib.sha256(article.encode()).hexdigest(), 16) % HELD_OUT == 0


def squad(folder, binary):
    """Articles and questions of SQuAD, without the articles that are held out."""
    rows = [json.loads(l) for l in (pathlib.Path(folder) / "articles.jsonl").read_text().splitlines()]
    rows = [dict(id=r["id"], title=r["title"].replace("_", " "), text=r["text"]) for r in rows if not held_out(r["id"])]
    text = {r["id"]: r["text"] for r in rows}
    questions = []
    for line in (pathlib.Path(folder) / "questions.jsonl").read_text().splitlines():
        q = json.loads(line)
        if any(t["article"] not in text for t in q["targets"]): continue
        right = [(t["article"], text[t["article"]][t["start"]:t["end"]]) for t in q["targets"]]
        def holds(article, statement, key, right=right):
            if key == "also": return False
            return any(a == article and (statement in r and 2 * len(statement) > len(r) or r in statement) for a, r in right)
        questions.append(dict(q=q["q"], kind="plain", none=False, holds=holds))
    return statements(rows, binary), questions
