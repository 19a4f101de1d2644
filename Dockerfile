# Installs the production dependencies only. npm stays in this stage.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional

# No shell, no package manager, not root.
FROM gcr.io/distroless/nodejs24-debian12:nonroot
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0
COPY --from=dependencies /app ./
COPY package.json ./
COPY bin ./bin
COPY src ./src
EXPOSE 3000
# Little is gained where garbage waits longer for its collection, and memory is lost.
CMD ["--max-semi-space-size=4", "--import", "./bin/require-node.js", "src/index.ts"]
