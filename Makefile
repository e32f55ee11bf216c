# Each target installs what it lacks; tools/ holds the scripts, docs/operations.md says what they do.
.DEFAULT_GOAL := help
.PHONY: help setup serve stop reset test test-package test-odoo lint bench shots shell clean

export ODOO FRESH PORT PYTHON CHROME DEBIAN_MIRROR T M ROUNDS YES ALL FIX

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

setup: ## fetch Odoo, Python packages, PostgreSQL (FRESH=1 looks for a newer Odoo)
	@bash tools/setup.sh

serve: ## run the demo shop on http://127.0.0.1:8069 (PORT=8070 for another port)
	@bash tools/serve.sh

stop: ## stop what make serve or a broken-off test run left behind
	@bash tools/stop.sh

reset: ## throw the demo shop away and begin anew (asks; YES=1 does not)
	@bash tools/reset.sh

test: ## run the tests (T=test_order_fee for one module, T=test_order_fee::Class::method for one test)
	@bash tools/test.sh

test-package: ## build and install the package, upgrade it, remove it
	@bash tools/test_package.sh

test-odoo: ## Odoo's own tests without and with cats_b2b, an hour (M=sale,portal for some suites)
	@bash tools/test_odoo.sh

lint: ## check the style of everything (FIX=1 mends what the tools can mend)
	@bash tools/lint.sh

bench: ## pages and calls with the addon absent, off and on, as ratios
	@bash tools/bench.sh

shots: ## take the pictures of docs/screenshots anew
	@bash tools/shots.sh

shell: ## a Python prompt in the demo shop
	@bash tools/shell.sh

clean: ## remove test databases and leftovers (ALL=1 the demo shop too; asks)
	@bash tools/clean.sh
