# Each target is a step of .ci/run, which says what it does.
.PHONY: all format tidy vet cross bits reproducible release postgres chromium test lint vulns race kill9 strangers passages storm chaos fuzz ask check build pictures
all: check

build:
	go build -o verbatim .

format tidy vet cross bits reproducible release postgres chromium test lint vulns race kill9 strangers passages storm chaos fuzz ask:
	.ci/run $@

check:
	.ci/run

# The README's pictures, from the running program; needs Chromium.
pictures:
	go test ./internal/e2e -run '^TestPictures$$' -pictures
