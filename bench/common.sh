# shellcheck shell=bash
# Sourced by the scripts of the folders beside it: scripts/common.sh, and the build that they share.

# shellcheck source=scripts/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/common.sh"

bench_build=$project/build/bench

# build_bench TARGET...: builds programs of bench/ or tools/ as those who use the library build it.
build_bench() {
    "$project/scripts/dependencies" --for bench
    local log=$bench_build.configure.log
    mkdir -p "$bench_build"
    cmake -S "$project" -B "$bench_build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
        -DK8S_BUILD_BENCHMARKS=ON -DK8S_BUILD_TESTS=OFF -DK8S_BUILD_TOOLS=ON \
        -DK8S_BUILD_EXAMPLES=OFF -DK8S_BUILD_TESTING_LIBRARY=ON >"$log" 2>&1 || {
        cat "$log" >&2
        die 1 "CMake cannot configure the benchmarks" "see its words above"
    }
    build_folder "$bench_build" --target "$@"
}

# has TOOL REMEDY: says why, if it is not there.
has() { command -v "$1" >/dev/null || { echo "there is no $1; $2" && false; }; }
