# Verbatim in a container: one static program, no shell, no user but its own.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/verbatim . && mkdir /out/data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/verbatim /verbatim
COPY --from=build --chown=65532:65532 --chmod=0700 /out/data /data
ENV VERBATIM_DATA=/data
VOLUME /data
USER 65532:65532
STOPSIGNAL SIGTERM
# It is not healthy before its index has caught up, which takes minutes for a
# large corpus.
HEALTHCHECK --interval=30s --timeout=15s --start-period=10m CMD ["/verbatim", "health"]
ENTRYPOINT ["/verbatim"]
CMD ["serve"]
