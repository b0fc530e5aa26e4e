#!/usr/bin/env bash
# Records on GitHub what a branch changed: finds where the branch lives, and starts the workflow "record" there.
set -euo pipefail

WORKFLOW=record.yml

usage() {
  cat <<'TEXT'
scripts/github/schedule-record-workflow.sh [options]

Starts the workflow "record" on a branch's own repository; the recordings are then committed to the branch.
Needs git, gh (logged in) and jq.

  -b, --branch B          the branch (default: the one that is checked out)
  -t, --test-suite S      suite to record (default base)
  -p, --test-provider S   setup to record with: ollama, vllm, gpt (default: the suite's)
  -s, --test-subdirs A,B  folders instead of a suite; needs --test-provider
  -k, --test-pattern P    a reference test function, or a regular expression for titles
  -c, --stack-config C    another line than the default one, such as llama-stack-0.3
  -w, --watch             follow the run to its end, and take its exit code
  -h, --help              this text

Without a pull request it goes to the repository of ours that has the branch. Exit codes: 1 something is not as it
must be, 2 the command line was not understood.
TEXT
}

fail() { # fail WHAT [CURE…]
  printf '%s\n' "$@" >&2
  exit 1
}

misused() {
  printf '%s See --help.\n' "$1" >&2
  exit 2
}

branch='' suite='' provider='' subdirs='' pattern='' stack='' watch=false
while [ $# -gt 0 ]; do
  case "$1" in
    --*=*)
      option=${1%%=*} value=${1#*=}
      shift
      set -- "$option" "$value" "$@"
      ;;
  esac
  case "$1" in
    -h | --help)
      usage
      exit 0
      ;;
    -w | --watch)
      watch=true
      shift
      continue
      ;;
    -b | --branch | -t | --test-suite | --suite | -p | --test-provider | --setup | -s | --test-subdirs | --subdirs | \
      -k | --test-pattern | --pattern | -c | --stack-config) ;;
    *) misused "There is no option $1." ;;
  esac
  if [ $# -lt 2 ] || [ -z "$2" ]; then misused "$1 needs a value."; fi
  case "$1" in
    -b | --branch) branch=$2 ;;
    -t | --test-suite | --suite) suite=$2 ;;
    -p | --test-provider | --setup) provider=$2 ;;
    -s | --test-subdirs | --subdirs) subdirs=$2 ;;
    -k | --test-pattern | --pattern) pattern=$2 ;;
    -c | --stack-config) stack=$2 ;;
  esac
  shift 2
done
if [ -n "$subdirs" ] && [ -n "$suite" ]; then misused '--test-subdirs and --test-suite exclude each other.'; fi
if [ -n "$subdirs" ] && [ -z "$provider" ]; then misused '--test-subdirs names no setup: give --test-provider.'; fi
if [ -z "$subdirs" ] && [ -z "$suite" ]; then suite=base; fi

for tool in git gh jq; do
  command -v "$tool" >/dev/null || fail "$tool is not installed, and nothing can be started without it."
done
gh auth status >/dev/null 2>&1 || fail 'gh is not logged in.' 'Run: gh auth login'
git rev-parse --git-dir >/dev/null 2>&1 || fail 'This is no git repository.' 'Run it inside your clone.'

# A wrong name is better told here than by a run that fails minutes later.
project=$(dirname "${BASH_SOURCE[0]}")/../..
if [ -x "$project/node_modules/.bin/node" ]; then
  options=(${suite:+--suite="$suite"} ${provider:+--setup="$provider"} ${subdirs:+--subdirs="$subdirs"} ${pattern:+--pattern="$pattern"} ${stack:+--stack-config="$stack"})
  checked=$("$project/scripts/integration-tests.sh" --print "${options[@]}" 2>&1) || misused "$checked"
fi

if [ -z "$branch" ]; then
  branch=$(git symbolic-ref --quiet --short HEAD) ||
    fail 'No branch is checked out.' 'Check one out, or name it with --branch.'
fi

# The pull requests are at the repository that ours was forked from.
here=$(gh repo view --json nameWithOwner,parent,defaultBranchRef) || fail 'gh does not know the repository of this clone.'
upstream=$(jq -r 'if .parent then "\(.parent.owner.login)/\(.parent.name)" else .nameWithOwner end' <<<"$here")
if [ "$branch" = "$(jq -r '.defaultBranchRef.name' <<<"$here")" ]; then
  fail "$branch is the default branch; recordings are committed to the branch of a change." 'Make a branch: git switch -c <name>'
fi

# "owner/name <remote>" of every remote on GitHub, by the repository's name of today: a fork may have been renamed.
our_remotes() {
  local remote url name
  for remote in $(git remote); do
    url=$(git config --get "remote.$remote.url")
    name=$(sed -nE 's#^(https?://([^@/]*@)?|ssh://git@|git@)[^:/]+(:[0-9]+)?[:/]+([^/]+/[^/]+)$#\4#p' <<<"$url" | sed 's/\.git$//')
    [ -n "$name" ] || continue
    name=$(gh api "repos/$name" --jq .full_name 2>/dev/null) || continue
    printf '%s %s\n' "$name" "$remote"
  done
}
remotes=$(our_remotes)

remote_of() { # remote_of REPOSITORY: the name of its remote, nothing without one
  awk -v name="$1" 'tolower($1) == tolower(name) { print $2; exit }' <<<"$remotes"
}

pulls=$(gh pr list --repo "$upstream" --head "$branch" --state all --limit 50 \
  --json number,state,url,headRefOid,headRepository,headRepositoryOwner |
  jq -c '[.[] | {number, state, url, oid: .headRefOid, repository: (if .headRepository then "\(.headRepositoryOwner.login)/\(.headRepository.name)" else null end)}]')
# A branch of the same name in somebody else's fork is not ours.
ours=$(jq -c --arg ours "$remotes" '($ours | ascii_downcase | split("\n") | map(split(" ")[0])) as $names
  | map(select(.repository == null or ((.repository | ascii_downcase) as $name | $names | index($name))))' <<<"$pulls")
open=$(jq -c 'map(select(.state == "OPEN"))' <<<"$ours")
if [ "$(jq length <<<"$ours")" -eq 0 ]; then open=$(jq -c 'map(select(.state == "OPEN"))' <<<"$pulls"); fi
if [ "$(jq length <<<"$open")" -gt 1 ]; then
  fail "Several open pull requests come from a branch $branch:" "$(jq -r '.[] | "  #\(.number) of \(.repository)  \(.url)"' <<<"$open")" \
    'Close those that are not meant, or rename the branch.'
fi

head='' oid=''
if [ "$(jq length <<<"$open")" -eq 1 ]; then
  head=$(jq -r '.[0].repository // empty' <<<"$open")
  oid=$(jq -r '.[0].oid' <<<"$open")
  echo "Pull request: $(jq -r '.[0] | "#\(.number)  \(.url)"' <<<"$open")"
  [ -n "$head" ] || fail 'The fork of that pull request is gone.' 'Push the branch to a fork of yours, and open a new one.'
elif [ "$(jq length <<<"$ours")" -gt 0 ]; then
  fail "$(jq -r 'sort_by(.number) | last | "Pull request #\(.number) of \(if .repository then .repository else "a fork that is gone" end) is \(.state | ascii_downcase): \(.url)"' <<<"$ours")" \
    'Nothing is recorded for it. Reopen it, or make a new branch for the new change.'
else
  echo "No pull request comes from $branch."
  while read -r name remote; do
    [ -n "$remote" ] || continue
    found=$(git ls-remote --heads "$remote" "refs/heads/$branch" | cut -f1)
    if [ -n "$found" ]; then
      head=$name oid=$found
      break
    fi
  done <<<"$remotes"
  [ -n "$head" ] || fail "No remote has a branch $branch:" "  ${remotes:-(no remote is on GitHub)}" \
    "Push it: git push --set-upstream <remote> $branch"
fi

# What is recorded is the branch as it is there, so it should be the branch as it is here.
if local_oid=$(git rev-parse --verify --quiet "refs/heads/$branch") && [ "$local_oid" != "$oid" ]; then
  remote=$(remote_of "$head")
  [ -n "$remote" ] || fail "Your branch $branch is not what $head has, and no remote of yours is $head." "Name the branch otherwise, or add the remote."
  git fetch --quiet "$remote" "refs/heads/$branch" || fail "Branch $branch cannot be fetched from $remote."
  oid=$(git rev-parse FETCH_HEAD)
  if [ "$local_oid" = "$oid" ]; then
    :
  elif git merge-base --is-ancestor "$oid" "$local_oid"; then
    fail "$(git rev-list --count "$oid..$local_oid") commit(s) of $branch are not pushed to $head." "Run: git push $remote $branch"
  elif git merge-base --is-ancestor "$local_oid" "$oid"; then
    fail "$head has $(git rev-list --count "$local_oid..$oid") commit(s) of $branch that you do not have." "Run: git pull $remote $branch"
  else
    fail "Your $branch and that of $head have diverged." "Bring them together: git pull --rebase $remote $branch, then git push."
  fi
fi

state=$(gh api "repos/$head/actions/workflows/$WORKFLOW" --jq .state 2>/dev/null) ||
  fail "$head has no workflow $WORKFLOW on its default branch." \
    "Bring the fork up to date: gh repo sync $head; and turn its Actions on: https://github.com/$head/actions"
[ "$state" = active ] || fail "The workflow $WORKFLOW of $head is off ($state)." "Turn it on: gh workflow enable $WORKFLOW --repo $head"
gh api "repos/$head/contents/.github/workflows/$WORKFLOW?ref=$branch" --silent >/dev/null 2>&1 ||
  fail "Branch $branch of $head has no .github/workflows/$WORKFLOW." 'Rebase the branch on the default branch, and push it.'

runs() {
  gh run list --repo "$head" --workflow "$WORKFLOW" --branch "$branch" --event workflow_dispatch --limit 20 --json databaseId,url
}
before=$(runs)
gh workflow run "$WORKFLOW" --repo "$head" --ref "$branch" \
  -f suite="$suite" -f setup="$provider" -f subdirs="$subdirs" -f pattern="$pattern" -f stack="$stack" ||
  fail "GitHub did not start the workflow on $head, branch $branch."
echo "Started on $head, branch $branch: ${subdirs:+folders $subdirs}${suite:+suite $suite}${provider:+, setup $provider}${pattern:+, pattern $pattern}${stack:+, stack $stack}."

# GitHub needs some seconds to list the run.
run=''
for _ in $(seq 30); do
  run=$(jq -c --argjson before "$before" '[.[] | select(.databaseId as $id | $before | all(.databaseId != $id))] | first // empty' <<<"$(runs)")
  [ -z "$run" ] || break
  sleep "${SCHEDULE_POLL_SECONDS:-2}"
done
if [ -z "$run" ]; then
  fail "The run is not listed yet. See https://github.com/$head/actions/workflows/$WORKFLOW"
fi
echo "Run: $(jq -r .url <<<"$run")"
if $watch; then gh run watch "$(jq -r .databaseId <<<"$run")" --repo "$head" --exit-status; fi
