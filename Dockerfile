# syntax=docker/dockerfile:1

FROM oven/bun:1.4.5-debian AS build
WORKDIR /tintype
COPY package.json bun.lock ./
RUN bun install --frozen-lockfile --ignore-scripts --production
COPY . .
# Not `bun run build`: that would call the Bun of node_modules, which is for those who develop.
RUN bun build/build.ts && install -d -m 700 /empty

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates ffmpeg \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /tintype/dist/tintype /usr/local/bin/tintype
COPY --from=build /tintype/dist/THIRD-PARTY-NOTICES.txt /usr/share/doc/tintype/
# The data folder is all that is ever written to: `docker run --read-only --tmpfs /tmp`.
COPY --from=build --chown=65532:65532 --chmod=700 /empty /data
USER 65532:65532
VOLUME /data
WORKDIR /data
# A container's loopback is its own: what may be reached is decided by the ports that are published.
ENV TINTYPE_DATA=/data TINTYPE_HOST=0.0.0.0 TINTYPE_ADMIN_HOST=0.0.0.0 TINTYPE_ADMIN_PORT=8081
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/8080; printf 'GET /_/health HTTP/1.0\\r\\n\\r\\n' >&3; read -r _ status _ <&3; test \"$status\" = 200"]
ENTRYPOINT ["tintype"]
CMD ["serve"]
