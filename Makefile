# The doors of the README. `make demo` and `make test` set up a fresh machine by themselves.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
BENCH := .venv-bench
# nbgrader calls alembic by name.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export MNIST
DEMO := 04-convolution
EXAM := 04-convolution

.PHONY: demo test soak steps test-browser browser lint nbval mutants seeds slides exam build data bench lecture gpu lock audit clean

demo: $(READY) ## build an assignment, make a class up, grade it
	autograder build $(DEMO)
	rm -rf demo
	autograder sample-class demo/submitted -n 12 --seed 1 --assignment $(DEMO)
	autograder grade $(DEMO) --submitted demo/submitted --output demo

test: $(READY) lint ## every test, and nbval over the solutions
	$(PYTEST) tests -m "not browser and not alone and not soak" -n 2 --dist loadfile
	$(PYTEST) tests -m "alone"
	$(MAKE) nbval

soak: $(READY) ## the tests that take minutes: break what grades, install the wheel, all doors
	$(PYTEST) tests -m soak

# One thread a process: more would only wait for each other.
PYTEST := OMP_NUM_THREADS=1 python -m pytest

test-browser: $(READY) browser ## the tests of pages that need a browser
	python -m pytest tests -m browser

browser:
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	echo "No browser found (chromium, chromium-browser or google-chrome). Install one: 'apt-get install chromium' on Debian," \
	"'apt-get install chromium-browser' on Ubuntu, 'dnf install chromium' on Fedora." >&2; exit 1

# Once with the digits that stand in where there is no network, and with MNIST=DIR once more with MNIST itself.
NBVAL := $(PYTEST) --nbval --nbval-cell-timeout=600 --timeout=1200 -p no:cacheprovider -n 2 --dist loadscope
nbval: $(READY) ## run the solution notebooks and compare what they print
	COURSE_DATA=$(CURDIR)/build/offline http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 $(NBVAL) solutions
ifdef MNIST
	COURSE_DATA=$(CURDIR)/build/mnist MNIST=$(MNIST) $(NBVAL) solutions/02-mlp solutions/05-lenet
endif

steps: $(READY) ## break what grades before each step of a run: some hours
	OMP_NUM_THREADS=1 python -m tests.faults.table

mutants: $(READY) ## change every solution in small ways: each change must lose points
	OMP_NUM_THREADS=1 python -m tests.mutants

seeds: $(READY) ## every answer of the bank under ten seeds: the verdict must be the same
	$(PYTEST) tests/exercises/test_seeds.py --all-seeds -n 2

slides: $(READY) ## the slides of all classes, in build/slides
	python -m teaching.slides

exam: $(READY) ## four variants of the exam on EXAM, and their answers, in build/exam
	python -m teaching.exam $(EXAM)

data: $(READY) ## fetch MNIST, or take it from the folder MNIST=DIR
	autograder data

lint: $(READY)
	ruff check .
	ruff format --check .
	mypy
	zizmor --offline --quiet .github

build: $(READY) ## source/ -> release/ and solutions/
	autograder build

bench: $(READY) $(BENCH)/.ready ## this grader on growing classes, then beside nbgrader, Otter and the floor
	python benchmarks/start.py --write benchmarks/start.md
	python benchmarks/cores.py --write benchmarks/cores.md
	python benchmarks/scale.py --write benchmarks/scale.md
	python benchmarks/growth.py --write benchmarks/growth.md
	python benchmarks/graders.py --write benchmarks/graders.md

# Otter's environment sees the course's packages by a .pth file, so that torch is there once. All is compiled, so that no grader
# is measured while it does that; some packages carry files for another Python, which can't be.
PACKAGES := -c 'import sysconfig; print(sysconfig.get_path("purelib"))'
$(BENCH)/.ready: benchmarks/requirements.lock $(READY)
	$(BIN)/python -m venv --clear $(BENCH)
	$(BIN)/python $(PACKAGES) > "$$($(BENCH)/bin/python $(PACKAGES))/course.pth"
	$(call install,$(BENCH),--require-hashes --requirement benchmarks/requirements.lock)
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib $(BENCH)/lib || :
	@touch $@

lecture: $(READY) ## the lecture's trainings and ours, on MNIST
	python benchmarks/lecture.py --write benchmarks/lecture.md
	python benchmarks/quoted.py

# The trainings of 05-lenet, too, must be worth the same whatever the number of workers.
gpu: $(READY) ## on a machine with a GPU and with MNIST=DIR: notebooks, trainings, grading, and its cores
	@python -c 'import sys, torch; sys.exit(None if torch.cuda.is_available() else f"make gpu: torch {torch.__version__} finds no GPU here")'
	@test -d "$(MNIST)" || { echo "make gpu MNIST=DIR: DIR is the folder of MNIST's four files" >&2; exit 1; }
	autograder doctor
	$(MAKE) nbval
	python benchmarks/lecture.py --write benchmarks/lecture-gpu.md
	python benchmarks/cores.py --write benchmarks/cores.md
	rm -rf build/gpu
	autograder sample-class build/gpu/submitted -n 24 --seed 1 --assignment 05-lenet
	autograder grade 05-lenet --submitted build/gpu/submitted --output build/gpu/few --workers 4
	autograder grade 05-lenet --submitted build/gpu/submitted --output build/gpu/many --workers 16
	cmp build/gpu/few/grades.csv build/gpu/many/grades.csv

# One resolution for every platform and Python, so that everybody has the same versions. Each lock keeps to the one before it.
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --annotation-style line $(if $(UPGRADE),--upgrade)
lock: $(READY) ## all packages with their hashes, as the pins have changed; UPGRADE=1 also takes newer ones where nothing is pinned
	$(LOCK) requirements.txt --output-file requirements.lock
	$(LOCK) requirements.txt requirements-dev.txt --constraint requirements.lock --output-file requirements-dev.lock
	$(LOCK) benchmarks/requirements.txt --constraint requirements-dev.lock --output-file benchmarks/requirements.lock

# Strict, since a package that could not be looked up would pass else.
audit: $(READY) ## look for known holes in what is locked
	pip-audit --strict --progress-spinner off --disable-pip --require-hashes --requirement requirements-dev.lock --requirement benchmarks/requirements.lock

clean: ## remove what was made here; .venv and your submissions stay
	rm -rf demo build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Entries of the lock: those whose first line is as awk is told.
LOCKED = awk '/^[^ ]/ { wanted = $(1) } wanted' requirements-dev.lock
PIP = $(1)/bin/python -m pip install --disable-pip-version-check --no-compile

# $(call install,ENVIRONMENT,ARGUMENTS): uv takes pip's arguments and a fraction of its time; whatever goes wrong with it, pip does its work.
define install
@uv pip install --python $(1)/bin/python $(2) || { \
	echo "uv is not there or failed: pip installs $(1) instead, which takes some minutes" >&2; $(PIP) $(2); }
endef

# TORCH=cpu: torch without CUDA, from PyTorch's own index. The lock has no hashes of that build, so these two are held by their versions alone.
TORCH_CPU := https://download.pytorch.org/whl/cpu
CUDA := /^(torch|torchvision|triton|cuda-[^=]+|nvidia-[^=]+)==/

# The package itself is built with the setuptools of the lock, not with one that would be fetched for it. What a student's process
# imports is compiled here, since such a process writes nothing and would compile it each time, and so would every command where
# PYTHONDONTWRITEBYTECODE is set, as many containers do; to compile all takes a minute and more.
$(READY): requirements-dev.lock requirements.txt requirements-dev.txt pyproject.toml
	$(if $(filter-out cpu,$(TORCH)),$(error TORCH=$(TORCH) is not known: it can be cpu))
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else f"Python 3.11 or newer is needed, but {sys.executable} is {sys.version.split()[0]}: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	@uv --version || $(call LOCKED,/^uv==/) | $(call PIP,.venv) --require-hashes --requirement /dev/stdin || :
ifeq ($(TORCH),cpu)
	$(call LOCKED,!$(CUDA)) > .venv/without-cuda.lock
	$(call install,.venv,--require-hashes --requirement .venv/without-cuda.lock)
	$(call install,.venv,--no-deps --index-url $(TORCH_CPU) $(addsuffix +cpu,$(shell grep '^torch' requirements.txt)))
else
	$(call install,.venv,--require-hashes --requirement requirements-dev.lock)
endif
	$(call install,.venv,--no-deps --no-build-isolation --editable .)
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -c 'from autograder.student.inside.preload import ALL, bring, preload; \
		preload(); bring(ALL); import autograder.classroom.grade_class, autograder.classroom.worker, autograder.grading.grade' > /dev/null
	@touch $(READY)
