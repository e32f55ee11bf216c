#!/usr/bin/env bash
# make reset: throws the demo shop away and starts a new one.
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
# shellcheck source=tools/demo.sh
source "$ROOT/tools/demo.sh"

setup
ask "The demo shop of this folder and all that was entered in it are deleted. Go on?"
drop_demo
exec bash "$ROOT/tools/serve.sh"
