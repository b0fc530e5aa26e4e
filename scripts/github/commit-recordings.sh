#!/usr/bin/env bash
# Takes packed recordings that untrusted code made into a branch. This code is trusted; nothing of the branch is run.
#   HEAD_DIR     clone of the branch, checked out
#   HEAD_BRANCH  its name
#   HEAD_SHA     the commit that was recorded
#   PACKED_DIR   folder with the archives, each a .tar.gz
#   REPORT       Markdown file to write, for a comment
# Adds `pushed=` to $GITHUB_OUTPUT.
set -euo pipefail
: "${HEAD_DIR:?}" "${HEAD_BRANCH:?}" "${HEAD_SHA:?}" "${PACKED_DIR:?}" "${REPORT:?}" "${GITHUB_OUTPUT:?}"
HEAD_DIR=$(realpath "$HEAD_DIR") PACKED_DIR=$(realpath -m "$PACKED_DIR") REPORT=$(realpath -m "$REPORT")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
recordings=(node_modules/.bin/node cli/recordings.ts)

tell() { # tell TEXT…: to the log and to the report
  printf '%s\n\n' "$@" | tee -a "$REPORT"
}

finish() { # finish PUSHED CODE
  echo "pushed=$1" >>"$GITHUB_OUTPUT"
  exit "$2"
}

in_head() {
  git -C "$HEAD_DIR" -c core.hooksPath=/dev/null -c core.symlinks=false "$@"
}

: >"$REPORT"
if [ "$(in_head rev-parse HEAD)" != "$HEAD_SHA" ]; then
  tell "The branch has moved on since commit ${HEAD_SHA:0:10} was recorded. Nothing was committed: record again."
  finish false 1
fi
if [ -L "$HEAD_DIR/recordings" ] || [ -n "$(find "$HEAD_DIR/recordings" -type l -print -quit 2>/dev/null)" ]; then
  tell 'The branch has a link in its folder recordings. Nothing was unpacked: a recording is a file of its own.'
  finish false 1
fi

archives=()
while IFS= read -r -d '' archive; do archives+=("$archive"); done \
  < <(find "$PACKED_DIR" -name '*.tar.gz' -type f -print0 2>/dev/null | sort -z)
if [ ${#archives[@]} -eq 0 ]; then
  tell 'Nothing was recorded anew.'
  finish false 0
fi
for archive in "${archives[@]}"; do
  if ! "${recordings[@]}" unpack "$archive" --force --recordings "$HEAD_DIR/recordings"; then
    tell 'An archive of recordings is not what it should be. Nothing was committed; the log of this run says why.'
    finish false 1
  fi
done

findings=$("${recordings[@]}" verify --json --recordings "$HEAD_DIR/recordings" || true)
bad=$(jq '[.[] | select(.kind == "format" or .kind == "secret")]' <<<"$findings")
if [ "$(jq length <<<"$bad")" -gt 0 ]; then
  jq -r '.[] | "\(.where): \(.what)"' <<<"$bad" >&2
  tell 'Recordings of this branch are damaged, or hold what looks like a key. Nothing was committed; the log of this run names them.'
  finish false 1
fi

if [ -n "$(in_head status --porcelain --untracked-files=all -- . ':!recordings')" ]; then
  tell 'More than recordings would change. Nothing was committed.'
  finish false 1
fi
in_head add --all -- recordings
if in_head diff --cached --quiet; then
  tell 'The recordings are as they were.'
  finish false 0
fi
summary=$(in_head diff --cached --name-only -z -- recordings | tr '\0' '\n' |
  awk -F/ '{ count[$2 " " $3]++ } END { for (each in count) print "* " each ": " count[each] }' | sort)
in_head -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
  commit --quiet --message "Record anew" --message "$summary"
if ! in_head push --quiet origin "HEAD:refs/heads/$HEAD_BRANCH"; then
  tell 'New recordings are there, but could not be pushed to this branch. Take them from the artifacts of the run:' \
    "\`gh run download <run> --pattern 'recordings-*'\`, then \`npm run recordings -- unpack <file> --force\` for each, and commit them."
  finish false 1
fi
tell 'New recordings were committed, changed files by line and setup:' "$summary"
finish true 0
