// Prints a list of pods.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "pods.hpp"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: peers-pods m0|m1 COUNT\n", stderr);
    return 2;
  }
  const std::string list =
      bench::pod_list(std::strtoull(argv[2], nullptr, 10), std::string_view(argv[1]) == "m1");
  return std::fwrite(list.data(), 1, list.size(), stdout) == list.size() ? 0 : 1;
}
