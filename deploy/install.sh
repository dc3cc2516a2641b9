#!/bin/sh
# Install a hashed lock into /venv, from the wheels given to the build when there are any, else from pip's index.
set -eu
if [ -n "$(ls -A /wheels 2>/dev/null)" ]; then set -- "$@" --no-index --find-links /wheels; fi
exec /tools/bin/pip --python /venv/bin/python --disable-pip-version-check \
  install --quiet --no-cache-dir --only-binary :all: --require-hashes -r "$@"
