# syntax=docker/dockerfile:1
# The base has libssh2 1.11, which signs with RSA's SHA-2 variants by itself.
FROM swift:6.3-noble AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /src
COPY scripts/packages/build.txt scripts/packages/
# hadolint ignore=DL3008
RUN apt-get update \
    && xargs -a scripts/packages/build.txt apt-get install -y --no-install-recommends \
    && rm -rf /var/lib/apt/lists/*
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
# Package.swift names targets there.
COPY Benchmarks Benchmarks
COPY Trials Trials
RUN swift build -c release --product sluice --static-swift-stdlib \
    && install -D "$(swift build -c release --show-bin-path)/sluice" /out/sluice

FROM ubuntu:24.04
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
COPY scripts/packages/runtime.txt /tmp/runtime.txt
# hadolint ignore=DL3008
RUN apt-get update \
    && xargs -a /tmp/runtime.txt apt-get install -y --no-install-recommends \
    && rm -rf /var/lib/apt/lists/* /tmp/runtime.txt \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/sluice sluice \
    && install -d -o sluice -g sluice /etc/sluice
COPY --from=build /out/sluice /usr/local/bin/sluice
USER 10001:10001
WORKDIR /etc/sluice
VOLUME ["/var/lib/sluice"]
EXPOSE 8440
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["sluice", "health"]
ENTRYPOINT ["sluice"]
CMD ["serve"]
