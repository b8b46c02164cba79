# shellcheck shell=bash
# Sourced by the scripts beside it: strict mode, where the project stands, and how to talk.
# Progress goes to stderr, so that stdout holds results alone.
set -euo pipefail

# shellcheck disable=SC2034  # for the scripts that source this file
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
: "${HOME:=$(getent passwd "$(id -u)" | cut -d: -f6)}"
export HOME
# shellcheck disable=SC2034
cache_home=${XDG_CACHE_HOME:-$HOME/.cache}/k8s-cpp

say() { printf '==> %s\n' "$*" >&2; }
note() { printf '    %s\n' "$*" >&2; }

# die CODE LINE...: the first line says what is wrong, the others what to do.
die() {
    local code=$1
    shift
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    shift
    [ $# -eq 0 ] || printf '    %s\n' "$@" >&2
    exit "$code"
}

# Prints the text between the first line of a script and its first line of code.
print_help() { sed -n '2,/^$/{s/^# \{0,1\}//p}' "$0"; }
