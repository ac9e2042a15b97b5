# syntax=docker/dockerfile:1
# The desk in a small image: built with uv from the committed lock, run by a user without rights.

FROM python:3.11-slim-bookworm AS build
COPY --from=ghcr.io/astral-sh/uv:0.13.9 /uv /usr/local/bin/uv
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never \
    UV_PROJECT_ENVIRONMENT=/opt/desk
WORKDIR /src
# What it depends on changes less often than the desk itself: a layer of its own.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --extra postgres --no-install-project
COPY README.md LICENSE ./
COPY bot bot
COPY flows flows
COPY locales locales
RUN uv sync --frozen --no-dev --extra postgres --no-editable

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin desk \
    && install --directory --owner desk --group desk /data
COPY --from=build /opt/desk /opt/desk
# HOST: the container's own address, or nothing outside could reach it. DATABASE_URL: the volume, unless it is PostgreSQL.
ENV PATH=/opt/desk/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATABASE_URL=sqlite:////data/desk.sqlite3
USER desk
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + (os.environ.get('PORT') or '8000') + '/health', timeout=2)"]
# SIGTERM ends it gracefully: running turns are saved, deliveries get five seconds.
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
