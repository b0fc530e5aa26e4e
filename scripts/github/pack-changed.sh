#!/usr/bin/env bash
# pack-changed.sh FILE.tar.gz: packs the recordings that differ from the commit, and adds `changed=` to $GITHUB_OUTPUT.
# With nothing changed there is no file.
set -euo pipefail
target=$(realpath -m "${1:?the archive is missing}")
cd "${PROJECT:-$(dirname "${BASH_SOURCE[0]}")/../..}"

changed=()
while IFS= read -r -d '' file; do
  if [ -f "$file" ]; then changed+=("$file"); fi
done < <(git ls-files -z --modified --others --exclude-standard -- 'recordings/**.json')

if [ ${#changed[@]} -eq 0 ]; then
  echo 'No recording changed.'
  echo changed=false >>"$GITHUB_OUTPUT"
  exit
fi
# not `npm run`: it makes one word of all paths, and the system limits the length of a word
node_modules/.bin/node cli/recordings.ts pack "$target" "${changed[@]}" --recordings recordings
echo changed=true >>"$GITHUB_OUTPUT"
