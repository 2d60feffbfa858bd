# The page as an image: the folder that `npm run build` writes, behind an nginx that runs without root, needs a
# writable /tmp and nothing else, and sends the headers of `_headers`. docs/DEPLOYING.md says how to run it.
FROM node:22-slim AS build
WORKDIR /tapedeck
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY . .
ARG CONFIG=deploy/production.json
RUN npm run build -- --config "$CONFIG" && node tools/nginx.mjs --config "$CONFIG"

FROM nginx:stable-alpine
COPY --from=build /tapedeck/build/nginx.conf /etc/nginx/nginx.conf
COPY --from=build /tapedeck/dist /srv/tapedeck
USER nginx
EXPOSE 8080
HEALTHCHECK CMD wget -q -O /dev/null http://127.0.0.1:8080/healthz
ENTRYPOINT []
CMD ["nginx", "-e", "stderr"]
