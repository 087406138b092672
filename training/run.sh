#!/usr/bin/env bash
# Makes corpus/reader/weights/english.weights: about an hour and a half on two cores, 3 GB of memory.
#
#   training/run.sh DATA [WORK]
#
# DATA has search/articles.jsonl and search/questions.jsonl (SQuAD), and packs of news in news/en-train-*. The packs in
# training/news are used too. WORK keeps what is made on the way, by default in a new folder. Packages are installed into
# WORK/venv, unless PYTHON names an interpreter that has them.
set -euo pipefail
data=$(realpath "${1:?training/run.sh DATA [WORK]}")
work=$(realpath "${2:-$(mktemp -d)}")
cd "$(dirname "$0")/.."
mkdir -p "$work"
packs=("$data"/news/en-train-* training/news/en-own-*)
for file in "$data/search/articles.jsonl" "$data/search/questions.jsonl" "${packs[@]/%//articles.txt}"; do
  [ -f "$file" ] || { echo "training/run.sh: $file is missing"; exit 1; }
done
if [ -z "${PYTHON:-}" ]; then
  [ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install -q -r training/requirements.txt
  PYTHON=$work/venv/bin/python
fi
# The binary finds statements and speakers; it does not read with the network that is made here.
go build -o "$work/verbatim" .
"$PYTHON" training/answers.py "$work/first.pt" --binary "$work/verbatim" --squad "$data/search" --packs "${packs[@]}"
"$PYTHON" training/vectors.py "$work/vectors.pt" --binary "$work/verbatim" --squad "$data/search" --packs "${packs[@]}"
"$PYTHON" training/answers.py "$work/answers.pt" --binary "$work/verbatim" --squad "$data/search" --packs "${packs[@]}" \
  --from "$work/first.pt" --vectors "$work/vectors.pt" --rate 2.5e-5 --epochs 1 --steps 330 --seed 2
"$PYTHON" training/directions.py "$work/directions.txt" --binary "$work/verbatim" --packs "${packs[@]}"
"$PYTHON" training/export.py corpus/reader/weights/english.weights \
  --head "vectors=vector:$work/vectors.pt:$work/directions.txt@288" --head "answers=score:$work/answers.pt"
"$PYTHON" training/passages.py corpus/reader/testdata/passages.json
go test ./corpus/reader -run 'TestBuiltin' -update
