#!/usr/bin/env bash
# The required check: green only when every job of $NEEDS (the `needs` context) succeeded, and each of the $JOBS replays
# left its report in the folder $1.
set -euo pipefail
folder=${1:?the folder of the reports is missing}
: "${NEEDS:?}"

status=0
while read -r job result; do
  echo "$job: $result"
  if [ "$result" != success ]; then status=1; fi
done < <(jq -r 'to_entries[] | "\(.key) \(.value.result)"' <<<"$NEEDS")

reports=$(find "$folder" -name '*.zip' -type f 2>/dev/null | wc -l)
echo "reports: $reports of ${JOBS:-unknown}"
if [ "${JOBS:-0}" -eq 0 ] || [ "$reports" -ne "$JOBS" ]; then status=1; fi
exit "$status"
