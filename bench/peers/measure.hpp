#pragma once

#include <malloc.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace bench {

/// The bytes that are taken from the heap, with what glibc's malloc adds to each block.
inline std::size_t heap() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

inline std::string read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(std::string("cannot read ") + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The main function of a peer: `PROGRAM FILE PASSES`, as bench/peers/run says.
/// \param decode makes of a text what the peer makes of it; how long that takes to destroy is not
///     counted
template <class Decode>
int measure(int argc, char** argv, Decode decode) try {
  if (argc != 3) throw std::runtime_error("usage: PROGRAM FILE PASSES");
  const int passes = std::atoi(argv[2]);
  const std::string text = read_file(argv[1]);
  {
    const std::size_t before = heap();
    [[maybe_unused]] const auto warm_up = decode(text);
    if (passes == 0) std::printf("live %zu\n", heap() - before);
  }
  for (int i = 0; i < passes; ++i) {
    const auto began = std::chrono::steady_clock::now();
    [[maybe_unused]] const auto decoded = decode(text);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began;
    std::printf("seconds %.6f\n", taken.count());
  }
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
  return 1;
}

}  // namespace bench
