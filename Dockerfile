# The helpers' programs, bundled. What that takes stays in this stage.
FROM node:26.12.1-bookworm-slim AS helpers
WORKDIR /app
COPY package.json package-lock.json .npmrc rolldown.config.ts ./
RUN npm ci
COPY src ./src
RUN npx rolldown --config rolldown.config.ts

# Installs the production dependencies only. npm stays in this stage.
FROM node:26.12.1-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional

# No shell, no package manager, not root. Exactly the Node above, the two that limit its helper
# processes, and the one library that each needs besides.
FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0
COPY --from=dependencies /usr/lib/*-linux-gnu/libatomic.so.1 /usr/lib/*-linux-gnu/libsmartcols.so.1 /usr/lib/*-linux-gnu/libcap-ng.so.0 /usr/lib/
COPY --from=dependencies /usr/local/bin/node /usr/local/bin/
COPY --from=dependencies /usr/bin/prlimit /usr/bin/setpriv /usr/bin/
COPY --from=dependencies /app ./
COPY package.json ./
COPY bin ./bin
COPY src ./src
COPY --from=helpers /app/helpers ./helpers
EXPOSE 3000
ENTRYPOINT ["/usr/local/bin/node"]
# Little is gained where garbage waits longer for its collection, and memory is lost.
CMD ["--max-semi-space-size=4", "--import", "./bin/require-node.js", "src/index.ts"]
