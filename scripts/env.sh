# Sourced by every script: the variables the processes share, each with its default. docs/settings.md lists all of them,
# and a test compares the two.
: "${DYAD_BOT_PORT:=5005}"
: "${DYAD_ACTIONS_PORT:=5055}"
: "${DYAD_WEB_PORT:=8000}"
: "${DYAD_WEB_HOST:=127.0.0.1}"
: "${DYAD_READY_TIMEOUT_S:=180}"
: "${DYAD_VAR:=var}"
: "${DYAD_RASA_URL:=http://127.0.0.1:$DYAD_BOT_PORT}"
: "${DYAD_ACTIONS_URL:=http://127.0.0.1:$DYAD_ACTIONS_PORT/webhook}"
: "${DYAD_TRACKER_DIALECT:=sqlite}"
: "${DYAD_TRACKER_HOST:=}"
: "${DYAD_TRACKER_DB:=$DYAD_VAR/tracker.db}"
export DYAD_BOT_PORT DYAD_ACTIONS_PORT DYAD_WEB_PORT DYAD_WEB_HOST DYAD_READY_TIMEOUT_S DYAD_VAR
export DYAD_RASA_URL DYAD_ACTIONS_URL DYAD_TRACKER_DIALECT DYAD_TRACKER_HOST DYAD_TRACKER_DB

# No Python is fetched unless the caller allows it: UV_PYTHON_DOWNLOADS=automatic.
export UV_PYTHON_DOWNLOADS="${UV_PYTHON_DOWNLOADS:-never}"
# The action server has no authentication of its own and would bind every address.
export SANIC_HOST=127.0.0.1
# Rasa reports use by default, and what it pins warns at every start of things that cannot be changed here.
export RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=2 SQLALCHEMY_SILENCE_UBER_WARNING=1
export PYTHONWARNINGS="${PYTHONWARNINGS:-ignore}" PYTHONPATH="$PWD/scripts/quiet" PYTHONUNBUFFERED=1
