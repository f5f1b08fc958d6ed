# Every RUN line is a plain command that also runs without a container engine.
FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# The commit and its date, for erpkit version: the checkout's own are not copied.
ARG VERSION=dev COMMIT= DATE=
RUN CGO_ENABLED=0 go build -trimpath -tags nomsgpack -ldflags "-s -w -X main.version=${VERSION} -X main.commit=${COMMIT} -X main.date=${DATE}" -o /out/erpkit ./cmd/erpkit
# A place for a journal. A new volume that is mounted there takes over its owner.
RUN mkdir -p /out/journal

FROM scratch
# The sender speaks https with the authorities of the build image.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/erpkit /erpkit
COPY --from=build --chown=65532:65532 /out/journal /journal
USER 65532:65532
# Inside a container loopback is nobody else's: the doors listen on every address of the container. The control door
# still answers only to IP addresses, names without a point and those in ERPKIT_CONTROL_HOST.
ENV ERPKIT_ADDR=0.0.0.0:8085 ERPKIT_CONTROL_ADDR=0.0.0.0:8086
EXPOSE 8085 8086
HEALTHCHECK --interval=10s --timeout=3s --start-period=2s --retries=3 CMD ["/erpkit", "health"]
ENTRYPOINT ["/erpkit"]
CMD ["serve"]
