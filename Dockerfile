# syntax=docker/dockerfile:1
# Plimsoll: one process, data in /data. docker build -t plimsoll .
# Both stages have the same Node.js, because V8's code cache fits no other. Its own SQLite leaves nothing to compile.
ARG NODE=22-alpine

FROM node:${NODE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY packages ./packages
COPY scripts ./scripts
COPY tsconfig.base.json tsconfig.build.json tsconfig.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY README.md LICENSE CHANGELOG.md ARCHITECTURE.md CONTRIBUTING.md ./
COPY deploy ./deploy
# The documentation is made from them.
COPY docs ./docs
RUN node scripts/stage.mjs --cache \
  && cd deploy/npm \
  && npm install --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --no-package-lock

FROM node:${NODE}
# npm and yarn are not needed to run.
RUN rm -rf /usr/local/lib/node_modules /opt/yarn* /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/yarn* \
  && install -d -o node -g node -m 0700 /data
COPY --from=build --chown=root:root /src/deploy/npm /app
ENV NODE_ENV=production PLIMSOLL_HOST=0.0.0.0 PLIMSOLL_PORT=4780 PLIMSOLL_DATA_DIR=/data
USER node
VOLUME /data
EXPOSE 4780
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PLIMSOLL_PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["serve"]
