# Formwright, web process and worker alike: `formwright serve --workers 0` or `formwright worker`.
FROM python:3.11-slim-bookworm AS build
COPY requirements.lock /src/
RUN python -m venv /opt/formwright \
    && /opt/formwright/bin/pip install --no-cache-dir --no-deps --require-hashes -r /src/requirements.lock
COPY pyproject.toml README.md LICENSE /src/
COPY forms /src/forms
COPY extractors /src/extractors
COPY validators /src/validators
COPY generators /src/generators
COPY api /src/api
RUN /opt/formwright/bin/pip install --no-cache-dir --no-deps --no-build-isolation /src

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        tesseract-ocr tesseract-ocr-eng tesseract-ocr-spa tesseract-ocr-osd \
        libreoffice-writer-nogui fonts-liberation fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 10001 formwright \
    && install -d -o formwright -g formwright /data
COPY --from=build /opt/formwright /opt/formwright
# One OpenMP thread a process: tesseract slows down many times over when its threads outnumber the cores.
ENV PATH=/opt/formwright/bin:$PATH OMP_THREAD_LIMIT=1 PYTHONDONTWRITEBYTECODE=1 FORMWRIGHT_DATA=/data
USER formwright
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=5)"]
CMD ["formwright", "serve", "--host", "0.0.0.0", "--workers", "0"]
