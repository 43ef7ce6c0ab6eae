# Prio for production: one image for the web, the worker and the clock (docker-compose.yml says which is which).

FROM python:3.11-slim-bookworm AS packages
COPY requirements/base.txt requirements.txt
RUN python -m venv /srv/venv \
    && /srv/venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=prio.settings.base
# the same list of system packages as on a developer's machine
COPY bin/common.sh bin/system-packages bin/system-packages.txt /srv/system/
RUN /srv/system/system-packages run && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin prio \
    && mkdir -p /srv/state && chown prio /srv/state
COPY --from=packages /srv/venv /srv/venv
WORKDIR /srv/prio
COPY . .
RUN python -m compileall -q prio agreements assessment payouts
USER prio
EXPOSE 8000
CMD ["gunicorn", "prio.wsgi:application", "--bind", "0.0.0.0:8000"]
