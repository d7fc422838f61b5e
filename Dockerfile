FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.txt requirements-build.txt ./
RUN python -m venv --without-pip /srv/learnbridge \
 && pip --python /srv/learnbridge/bin/python install --no-cache-dir --only-binary :all: --require-hashes \
      -r requirements.txt \
 && pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements-build.txt
COPY pyproject.toml README.md ./
COPY app app
RUN pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
 && pip --python /srv/learnbridge/bin/python install --no-deps --no-index dist/*.whl

FROM python:3.13-slim
RUN groupadd --gid 10001 learnbridge \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/learnbridge --shell /usr/sbin/nologin \
      learnbridge \
 && install --directory --owner learnbridge --group learnbridge --mode 700 /var/lib/learnbridge
COPY --from=build /srv/learnbridge /srv/learnbridge
ENV PATH=/srv/learnbridge/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LEARNBRIDGE_HOST=0.0.0.0 \
    PORT=8000 \
    DATABASE_URL=sqlite:////var/lib/learnbridge/learnbridge.db \
    LEARNBRIDGE_KEYS_DIR=/var/lib/learnbridge/keys \
    LEARNBRIDGE_FILES=/var/lib/learnbridge/files
USER 10001:10001
WORKDIR /var/lib/learnbridge
VOLUME /var/lib/learnbridge
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", \
       "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/live', timeout=2)"]
CMD ["learnbridge", "serve"]
