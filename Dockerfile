# One image for Prefect's Docker and Kubernetes work pools, and for plain `docker run`: by the lock, as an ordinary user.
#   docker build -t parquetry .
#   docker run --rm -v "$PWD/data:/data" parquetry run --input /data/raw --output /data/processed
FROM python:3.11-slim

WORKDIR /opt/parquetry
COPY locks/run.txt locks/run.txt
RUN pip install --no-cache-dir --require-hashes --no-deps -r locks/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY tasks tasks
COPY flows flows
COPY models models
RUN pip install --no-cache-dir "hatchling>=1.27,<2" && pip install --no-cache-dir --no-deps --no-build-isolation . models/parquetry-names \
    && useradd --create-home parquetry
USER parquetry
WORKDIR /home/parquetry
ENTRYPOINT ["parquetry"]
CMD ["--help"]
