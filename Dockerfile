FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN node -e "const { setUp, giveUp } = require('./bin/setup.cjs'); setUp().catch(giveUp)" \
 && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/vendor ./vendor
COPY --from=build /app/bin ./bin
COPY --from=build /app/dist ./dist
COPY --from=build /app/db/migrations ./db/migrations
COPY --from=build /app/examples ./examples
RUN ln -s /app/bin/hololoom.cjs /usr/local/bin/hololoom && mkdir /state && chown node:node /state
USER node
CMD ["hololoom", "worker"]
