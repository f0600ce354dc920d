# Sourced by the scripts: where the repository is, and steps that show what runs, how far, and how long it took.
set -euo pipefail

XQ_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export XQ_ROOT
cd "$XQ_ROOT"
XQ_LOGS=$XQ_ROOT/build/logs
XQ_JOBS=${XQ_JOBS:-$(nproc)}
steps_total=0
steps_done=0
steps_failed=()
steps_started=$SECONDS
step_child=

# A script that is stopped stops the step it waits for.
trap 'if [[ -n $step_child ]]; then kill "$step_child" 2>/dev/null; fi; exit 130' INT TERM

plan_steps() { steps_total=$1; }

# The newest line of a log, at most so many bytes of it and no part of a character.
newest_line() {
  tail -n 1 "$1" | tr -d '\r' | cut -c "1-$2" | iconv -c -f UTF-8 -t UTF-8
} 2>/dev/null

# step NAME TITLE COMMAND...: runs it with its output in build/logs/NAME.log; on failure shows the end of that and
# returns 1. On a terminal the newest line of the log is shown meanwhile, elsewhere one line a minute.
step() {
  local name=$1 title=$2 began=$SECONDS log=$XQ_LOGS/$1.log
  shift 2
  steps_done=$((steps_done + 1))
  local head="[$steps_done/$steps_total] $title"
  mkdir -p "$XQ_LOGS"
  [[ -t 1 ]] && printf '%s' "$head" || printf '%s ...\n' "$head"
  "$@" >"$log" 2>&1 </dev/null &
  step_child=$!
  local next=$((SECONDS + 60)) line
  while kill -0 "$step_child" 2>/dev/null; do
    sleep 0.2
    if [[ -t 1 ]]; then
      line=$(newest_line "$log" $((${COLUMNS:-80} - ${#head} - 12))) || line=  # bash sets COLUMNS after the sleep
      printf '\r\033[K%s  %3d s  %s' "$head" $((SECONDS - began)) "$line"
    elif ((SECONDS >= next)); then
      next=$((SECONDS + 60))
      printf '      %d s: %s\n' $((SECONDS - began)) "$(newest_line "$log" 120)"
    fi
  done
  local status=0
  wait "$step_child" || status=$?
  step_child=
  [[ -t 1 ]] && printf '\r\033[K%s' "$head" || printf '      %s' "$name"
  if ((status == 0)); then
    printf '  ok  %d s\n' $((SECONDS - began))
    return 0
  fi
  printf '  FAILED  %d s (exit %d)\n' $((SECONDS - began)) "$status"
  tail -n 60 "$log" | sed 's/^/    /'
  printf '    all of it: build/logs/%s.log\n' "$name"
  steps_failed+=("$name")
  return 1
}

skip_step() {
  steps_done=$((steps_done + 1))
  printf '[%d/%d] %s  left out: %s\n' "$steps_done" "$steps_total" "$1" "$2"
}

# build_preset PRESET [NINJA ARGUMENT...]: configures and builds it.
build_preset() {
  cmake --preset "$1" && cmake --build --preset "$1" --parallel "$XQ_JOBS" -- "${@:2}"
}

finish_steps() {
  if ((${#steps_failed[@]})); then
    printf 'Failed after %d s: %s\n' $((SECONDS - steps_started)) "${steps_failed[*]}"
    return 1
  fi
  printf 'Done in %d s.\n' $((SECONDS - steps_started))
}
