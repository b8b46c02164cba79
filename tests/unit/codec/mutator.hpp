#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace shapes {

/// Changes a text in one to three places.
class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string mutate(std::string text) {
    for (std::size_t count = 1 + below(3); count > 0; --count) mutate_once(text);
    return text;
  }

 private:
  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
  }

  void mutate_once(std::string& text) {
    static constexpr std::string_view interesting =
        "{}[]\",:\\ "
        "\n\t0123456789.-+eEtrufalsn/\x01\x1F\x7F\x80\xBF\xC0\xC3\xE0\xED\xEF\xF0\xF4\xFF";
    const std::size_t at = below(text.size() + 1);
    switch (below(5)) {
      case 0:
        text.erase(at, 1 + below(3));
        break;
      case 1:
        text.insert(at, 1, interesting[below(interesting.size())]);
        break;
      case 2:
        if (at < text.size()) text[at] = interesting[below(interesting.size())];
        break;
      case 3:
        text.insert(at, text.substr(below(text.size() + 1), below(8)));
        break;
      default:
        text.resize(at);
        break;
    }
  }

  std::mt19937 random_;
};

}  // namespace shapes
