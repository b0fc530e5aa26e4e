#!/usr/bin/env bash
# Puts REPORT under the pull request of a branch, in place of the last comment of this kind. Without one it is only in the log.
#   REPOSITORY       where the pull request is
#   HEAD_REPOSITORY  where the branch is
#   HEAD_BRANCH      its name
#   RUN_URL          the run that recorded
set -euo pipefail
: "${REPOSITORY:?}" "${HEAD_REPOSITORY:?}" "${HEAD_BRANCH:?}" "${RUN_URL:?}" "${REPORT:?}"

pull=$(gh pr list --repo "$REPOSITORY" --head "$HEAD_BRANCH" --state open --json number,headRepository,headRepositoryOwner |
  jq -r --arg head "$HEAD_REPOSITORY" 'map(select("\(.headRepositoryOwner.login)/\(.headRepository.name)" == $head)) | first | .number // empty')
if [ -z "$pull" ]; then
  echo "No open pull request of $REPOSITORY comes from $HEAD_BRANCH of $HEAD_REPOSITORY."
  exit
fi
{
  cat "$REPORT"
  echo "Recorded in $RUN_URL"
} | gh pr comment "$pull" --repo "$REPOSITORY" --edit-last --create-if-none --body-file -
