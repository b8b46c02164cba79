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

# split_lines ARRAY TEXT: sets the array to the lines of the text.
split_lines() {
    local -n into=$1
    into=()
    # shellcheck disable=SC2034  # it is the caller's
    [ -z "$2" ] || mapfile -t into <<<"$2"
}

# Prints the text between the first line of a script and its first line of code.
print_help() { sed -n '2,/^$/{s/^# \{0,1\}//p}' "$0"; }

# Prints a Python that has the official client, in a virtual environment among what is fetched once.
python_client() {
    local version=37.0.2
    local environment=$cache_home/python-kubernetes-$version
    if [ ! -x "$environment/bin/installed" ]; then
        command -v python3 >/dev/null || die 3 "there is no python3"
        rm -rf "$environment"
        python3 -m venv "$environment" >&2 ||
            die 3 "python3 makes no virtual environment" "Debian: apt-get install python3-venv"
        "$environment/bin/pip" --disable-pip-version-check --quiet install "kubernetes==$version" >&2 ||
            die 3 "pip cannot install kubernetes $version" "see its words above"
        ln -s python "$environment/bin/installed"
    fi
    echo "$environment/bin/python"
}

# Objects that were compiled once, in whatever build folder, are not compiled again.
export CCACHE_BASEDIR=$project CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1

# Shows the output of a build or a test run: all of it on a terminal, elsewhere one line in many.
show_build() {
    if [ -t 2 ]; then
        cat >&2
    else
        awk '/^\[[0-9]+\/[0-9]+\] (Building|Linking|Generating|Re-checking|Running)/ {
                 if (++steps % 25 == 0) { print "    " $1; fflush() }
                 next
             }
             /^ninja: (Entering|no work)/ { next }
             { print; fflush() }' >&2
    fi
}

# configure PRESET ARGUMENT...
configure() {
    local log=$project/build/$1.configure.log
    mkdir -p "$project/build"
    (cd "$project" && cmake --preset "$@") >"$log" 2>&1 || {
        cat "$log" >&2
        die 1 "CMake cannot configure the preset $1" "see its words above"
    }
}

# build_folder FOLDER ARGUMENT...: what to build in a configured folder.
build_folder() {
    local folder=$1
    shift
    cmake --build "$folder" --parallel "$(nproc)" "$@" 2>&1 | show_build
}
