# Goldsmith in a container: `docker build -t goldsmith . && docker run -p 8080:8080 -v goldsmith:/data goldsmith`.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package that runs here needs its install script: Node is in the image already.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY scripts/prepare-desk.mjs ./scripts/prepare-desk.mjs
COPY dashboard ./dashboard
RUN npm run build \
    && npm run build:desk \
    && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
    # onnxruntime-node brings its library for every platform: 300 MB, of which one is used.
    && find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 -type d \
        ! -path "*/linux/$(node -p process.arch)" -exec rm -r {} + \
    && chmod +x dist/cli/main.js

FROM node:24-slim
ENV NODE_ENV=production \
    GOLDSMITH_HOST=0.0.0.0 \
    GOLDSMITH_DATA=/data
WORKDIR /app
RUN ln -s /app/dist/cli/main.js /usr/local/bin/goldsmith \
    && install -d -o node -g node /data
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/dashboard/dist ./dashboard/dist
COPY models ./models
COPY db ./db
COPY package.json LICENSE railway_cron.toml ./
# The user "node", by number: Kubernetes wants to see that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["node", "-e", "const { GOLDSMITH_PORT, PORT } = process.env; fetch(`http://127.0.0.1:${GOLDSMITH_PORT || PORT || 8080}/health`, { signal: AbortSignal.timeout(4000) }).then((health) => process.exit(health.ok ? 0 : 1), () => process.exit(1))"]
# Without a shell in front, SIGTERM reaches the server itself. It runs the migrations when it starts.
CMD ["goldsmith", "serve"]
