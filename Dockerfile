# Verbatim in a container: one static program, no shell, no user but its own.
# Where the program comes from: "built" of the source beside this file, or
# "released", which a release puts beside it for each platform.
ARG PROGRAM=built

FROM --platform=$BUILDPLATFORM golang:1.26 AS built
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG TARGETOS TARGETARCH
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags="-s -w" -o /out/verbatim .
WORKDIR /out/data

FROM scratch AS released
ARG TARGETPLATFORM
COPY $TARGETPLATFORM/verbatim /out/verbatim
WORKDIR /out/data

FROM ${PROGRAM} AS program

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=program /out/verbatim /verbatim
COPY --from=program --chown=65532:65532 --chmod=0700 /out/data /data
ENV VERBATIM_DATA=/data
VOLUME /data
USER 65532:65532
STOPSIGNAL SIGTERM
# It is not healthy before its index has caught up, which takes minutes for a
# large corpus.
HEALTHCHECK --interval=30s --timeout=15s --start-period=10m CMD ["/verbatim", "health"]
ENTRYPOINT ["/verbatim"]
CMD ["serve"]
