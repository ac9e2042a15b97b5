# Every target makes .venv when it is not there and brings it up to date when pyproject.toml or uv.lock changed.
# Needed beforehand: make, and Python 3.11 or newer with its venv module.

VENV := .venv
RUN := $(VENV)/bin/python -m
READY := $(VENV)/.ready
UV_VERSION := 0.13.9

# The environment is the one in this folder, whichever one the shell has switched on.
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH
# A container often forbids compiled modules; then every process of every test compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
# Where the machine has its own list of certificate authorities (a company's among them), that one counts.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS := true
endif
# A container may give a home that cannot be written to.
ifneq ($(shell test -w "$$HOME" && echo yes),yes)
export UV_CACHE_DIR := $(CURDIR)/$(VENV)/cache
export PIP_NO_CACHE_DIR := 1
endif

.DEFAULT_GOAL := help
.PHONY: help run test check bench soak gates browser

help: ## What can be made
	@echo "make run     start the desk; without any account, the rehearsal: chat with it in a browser"
	@echo "make test    format, lint, types and every test"
	@echo "make check   make test, and the settings, flows and sentences that are in use"
	@echo "make bench   how fast it is, beside a bare server"
	@echo "make soak    the long tests: kills at every point on both databases, 100,000 random events"

run: $(READY) ## ENV_FILE=.env make run reads the settings from a file
	@exec $(RUN) bot run $(if $(ENV_FILE),--env-file "$(ENV_FILE)")

test: gates
	@echo "All passed."

check: gates
	@$(RUN) bot check $(if $(ENV_FILE),--env-file "$(ENV_FILE)")

bench: $(READY)
	@exec $(RUN) benchmarks

soak: $(READY)
	@exec $(RUN) tests.soak

gates: $(READY) browser
	@echo "format ..." && $(RUN) ruff format --check --quiet .
	@echo "lint ..." && $(RUN) ruff check --quiet .
	@echo "types ..." && { $(RUN) pytest --collect-only >/dev/null 2>&1 & compiled=$$!; $(RUN) mypy; \
	  typed=$$?; wait $$compiled; exit $$typed; }  # meanwhile the other core compiles what the tests import
	@echo "tests ..." && $(RUN) pytest -n 4 --dist worksteal  # most tests wait more than they compute

# The browser tests drive the machine's own Chromium. Without one they are skipped, and say so.
browser:
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	  if command -v $$name >/dev/null 2>&1; then echo "browser: $$(command -v $$name)"; exit 0; fi; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "browser: none here, installing chromium ..."; \
	  if apt-get update -qq >/dev/null 2>&1 && \
	     DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1; \
	  then echo "browser: $$(command -v chromium)"; exit 0; fi; \
	fi; \
	echo "*****************************************************************************"; \
	echo "* browser: no Chromium or Chrome on this machine, so THE BROWSER TESTS ARE  *"; \
	echo "* SKIPPED. To run them too: sudo apt install chromium                       *"; \
	echo "*****************************************************************************"

$(READY): pyproject.toml uv.lock
	@set -e; \
	python=; \
	for name in python3 python3.11 python3.12 python3.13 python3.14; do \
	  if command -v $$name >/dev/null 2>&1 && \
	     $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "The desk needs Python 3.11 or newer, and there is none on this machine." >&2; \
	  echo "On Debian or Ubuntu: sudo apt install python3 python3-venv" >&2; exit 1; \
	fi; \
	if ! $(VENV)/bin/python -m pip --version >/dev/null 2>&1; then \
	  if ! $$python -c 'import venv, ensurepip' 2>/dev/null; then \
	    package=$$($$python -c 'import sys; print("python3.%d-venv" % sys.version_info[1])'); \
	    if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	      echo "environment: Python comes without venv here, installing $$package ..."; \
	      apt-get update -qq >/dev/null && \
	      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$package >/dev/null; \
	    else \
	      echo "Python comes without venv here. On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 1; \
	    fi; \
	  fi; \
	  echo "environment: making $(VENV) with $$($$python --version) ..."; \
	  $$python -m venv --clear $(VENV); \
	fi; \
	if ! $(VENV)/bin/uv --version 2>/dev/null | grep -q "^uv $(UV_VERSION)\b"; then \
	  $(VENV)/bin/python -m pip install -qq uv==$(UV_VERSION); \
	fi; \
	echo "environment: bringing $(VENV) up to date (a minute or two the first time) ..."; \
	$(VENV)/bin/uv sync --frozen --all-extras --quiet; \
	touch $@
