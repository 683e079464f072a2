# One word per task; each line calls a script that says what it does.
.DEFAULT_GOAL := help
.PHONY: help install model run demo test tidy lock docs bench validity tune clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: ## bring everything into .venv
	@scripts/install.sh

model: install ## train the models if their inputs changed
	@scripts/model.sh

run: ## install, train, prepare and start everything; Ctrl-C stops it
	@scripts/run.sh

demo: ## fill a database of its own with 300 simulated visits and show the site on it, without the bot
	@scripts/demo.sh

test: ## everything CI runs
	@scripts/test.sh

tidy: install ## let ruff mend what it can
	@.venv/bin/ruff check --fix --quiet . && .venv/bin/ruff format --quiet .

lock: ## write requirements.lock from pyproject.toml
	@scripts/lock.sh

docs: install ## write the pages that are made from data
	@.venv/bin/python scripts/write_rubric_page.py
	@.venv/bin/python scripts/write_exports_page.py

bench: model ## time this bot beside Rasa's own starter bot; play all patients with all scripted trainees
	@.venv/bin/python bench/speed.py
	@.venv/bin/python -m bench.simulations

validity: model ## measure hearing and scoring; DATA=folder of the sets that are not part of the repository
	@.venv/bin/python -m bench.validity --data $(or $(DATA),no-data)

tune: install ## tune encoder and code heads on the corpus; about an hour
	@tuning/tune.sh

clean: ## remove what can be made again; the database stays
	rm -rf .venv .tools .rasa models web/static/dist web/frontend/node_modules test-artefacts
