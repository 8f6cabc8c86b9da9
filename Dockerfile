# The program alone, on nothing: a static binary, the certificates of the authorities, and a user that may do nothing.
# Built by `release/image`, and by hand with: docker build --tag reconcile .
ARG RUST=docker.io/library/rust:1.95-alpine3.23@sha256:606fd313a0f49743ee2a7bd49a0914bab7deedb12791f3a846a34a4711db7ed2

FROM ${RUST} AS build
WORKDIR /source
COPY . .
# What `reconcile --version` says: git is not here to be asked.
ARG COMMIT="" SOURCE_DATE_EPOCH
RUN printf '{"git":{"sha1":"%s"}}' "$COMMIT" >.cargo_vcs_info.json
# Naming the target keeps the flag away from what runs at build time only.
RUN target="$(rustc --print host-tuple)" && \
    RUSTFLAGS="-C target-feature=+crt-static" cargo build --locked --release --target "$target" && \
    mkdir -p /image/etc/ssl/certs /image/work/.reconcile && \
    cp "target/$target/release/reconcile" /image/reconcile && \
    cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ && \
    printf 'reconcile:x:65532:65532::/work:/\n' >/image/etc/passwd && \
    chown 65532:65532 /image/work/.reconcile

FROM scratch
COPY --from=build /image/ /
# The settings, the ledger and the history (.reconcile) are looked for here.
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["/reconcile"]
