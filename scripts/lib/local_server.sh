# Sourced by the scripts that run the server for a while: start_server, stop_server, and where the programs are.
XQ_BIN=${XQ_BIN_DIR:-$XQ_ROOT/build/release/bin}
server_pid=

# start_server DATA HOST:PORT LOG: in the background; returns when it listens.
start_server() {
  "$XQ_BIN/xinqiao-server" run --data "$1" --listen "$2" >"$3" 2>&1 </dev/null &
  server_pid=$!
  local tries
  for ((tries = 0; tries < 100; ++tries)); do
    if grep -q '^listening on' "$3"; then return 0; fi
    if ! kill -0 "$server_pid" 2>/dev/null; then break; fi
    sleep 0.1
  done
  echo "The server does not start on $2:" >&2
  tail -n 5 "$3" >&2
  return 1
}

stop_server() {
  [[ -n $server_pid ]] || return 0
  kill -TERM "$server_pid" 2>/dev/null || true
  wait "$server_pid" 2>/dev/null || true
  server_pid=
}
