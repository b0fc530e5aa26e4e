#!/usr/bin/env bash
# with-parent.sh COMMAND…: runs COMMAND until it ends, or until standard input closes because the parent wants so or is
# gone, even by a kill that let it end nothing itself. Must lead its own process group, and ends all of it.
{ # read whole before it runs, so that an edit of this file cannot change a run
  trap : INT TERM
  exec 3<&0
  "$@" 3<&- </dev/null &
  child=$!
  (
    trap '' INT TERM
    read -r -u 3
    kill -TERM -- -$$
    for _ in {1..50}; do kill -0 "$child" 2>/dev/null || exit; sleep 0.2; done
    kill -KILL -- -$$
  ) &
  watcher=$!
  disown $watcher # else bash reports its end among the server's own lines
  exec 3<&-
  while wait "$child"; code=$?; kill -0 "$child" 2>/dev/null; do :; done
  kill -KILL $watcher 2>/dev/null
  trap '' TERM
  kill -TERM -- -$$
  exit $code
}
