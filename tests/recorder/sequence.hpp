#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "server.hpp"

namespace recorder {

/// A kind that is played with.
struct Kind {
  std::string api_version{};
  std::string name{};
  std::string collection{};  // its path
  std::string spec{};        // what makes it valid, as members of the object
  /// A JSON pointer to a number or text that may be changed, and what it may become.
  std::string pointer{};
  std::vector<std::string> values{};
  bool custom = false;
};

/// Chooses what is asked next. The same seed gives the same sequence, whatever the answers are.
class Sequence {
 public:
  Sequence(std::vector<Kind> kinds, std::uint64_t seed) : kinds_(std::move(kinds)), random_(seed) {}

  /// One thing that a client does, which may take both servers several requests; the answers to
  /// the last of them are returned, the real server's first.
  struct Step {
    std::string text{};
    Answer real{};
    Answer fake{};
  };
  Step next(Server& real, Server& fake);

 private:
  [[nodiscard]] std::size_t below(std::size_t limit);
  [[nodiscard]] bool chance(std::size_t one_in) { return below(one_in) == 0; }
  template <class T>
  const T& one_of(const std::vector<T>& list) {
    return list[below(list.size())];
  }
  [[nodiscard]] std::string name();
  [[nodiscard]] std::string labels();

  [[nodiscard]] Operation create(const Kind& kind);
  [[nodiscard]] Operation remove(const Kind& kind);
  [[nodiscard]] Operation list(const Kind& kind, bool goes_on);
  [[nodiscard]] Operation patch(const Kind& kind);
  [[nodiscard]] Operation apply(const Kind& kind);
  Step update(const Kind& kind, Server& real, Server& fake);
  static Step ask(const Operation& operation, Server& real, Server& fake);

  std::vector<Kind> kinds_;
  std::mt19937_64 random_;
  const Kind* listing_ = nullptr;  // a kind whose list has a next page
  std::size_t limit_ = 0;
};

}  // namespace recorder
