#include <algorithm>
#include <string>
#include <vector>

#include "codec/lexer.hpp"

namespace k8s::codec {
namespace {

bool is_plain(std::string_view key) noexcept {
  return !key.empty() && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || c == '-';
  });
}

/// One list or object on the way to a position.
struct Step {
  bool object;
  std::size_t index = 0;   // of the element in a list
  std::string_view key{};  // of the member in an object, as it is written
};

void append_key(std::string& path, std::string_view key) {
  constexpr std::size_t longest = 64;
  if (is_plain(key)) {
    path.append(".").append(key.substr(0, longest));
  } else {
    path.append("[\"").append(key.substr(0, longest)).append("\"]");
  }
}

/// Walks over a text, remembering where it is, up to a position or to the first fault.
class PathFinder {
 public:
  explicit PathFinder(std::string_view text) : text_(text) {}

  std::string path() {
    while (at_ < text_.size()) take(text_[at_]);
    std::string path = "$";
    for (const Step& step : steps_) {
      if (!step.object) {
        path += '[' + std::to_string(step.index) + ']';
      } else if (!step.key.empty()) {
        append_key(path, step.key);
      }
    }
    return path;
  }

 private:
  void take(char c) {
    ++at_;
    switch (c) {
      case '{':
        steps_.push_back({.object = true});
        expects_key_ = true;
        break;
      case '[':
        steps_.push_back({.object = false});
        break;
      case '}':
      case ']':
        if (!steps_.empty()) steps_.pop_back();
        break;
      case ',':
        if (!steps_.empty()) next_element(steps_.back());
        break;
      case ':':
        expects_key_ = false;
        break;
      case '"':
        take_string();
        break;
      default:
        break;
    }
  }

  void next_element(Step& step) {
    ++step.index;
    step.key = {};
    expects_key_ = step.object;
  }

  void take_string() {
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, text_.size());
    if (expects_key_ && !steps_.empty() && steps_.back().object && at_ < text_.size()) {
      steps_.back().key = text_.substr(start, at_ - start);
    }
    ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool expects_key_ = false;
  std::vector<Step> steps_;
};

}  // namespace

std::string json_path(std::string_view text, std::size_t offset) {
  return PathFinder(text.substr(0, offset)).path();
}

}  // namespace k8s::codec
