#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <curl/curl.h>

namespace k8s::detail {

/// Header lines as CURLOPT_HTTPHEADER takes them, in three pieces of memory; a list that libcurl
/// makes has two for each line.
class HeaderLines {
 public:
  void clear() noexcept {
    text_.clear();
    begins_.clear();
  }

  /// As libcurl asks for it: of a line without a value the text is `Name;`, and `Name:` leaves out
  /// what it would say itself.
  void add(std::string_view name, std::string_view separator, std::string_view value) {
    begins_.push_back(text_.size());
    text_ += name;
    text_ += separator;
    text_ += value;
    text_ += '\0';
  }

  /// Good until the next add(), and as long as this stays where it is. Null if there is no line.
  [[nodiscard]] curl_slist* list() {
    lines_.clear();
    for (const std::size_t begin : begins_) lines_.push_back({text_.data() + begin, nullptr});
    for (std::size_t i = 1; i < lines_.size(); ++i) lines_[i - 1].next = &lines_[i];
    return lines_.empty() ? nullptr : lines_.data();
  }

  /// In bytes, as they are sent.
  [[nodiscard]] std::size_t size() const noexcept { return text_.size() + begins_.size(); }

 private:
  std::string text_;
  std::vector<std::size_t> begins_;
  std::vector<curl_slist> lines_;
};

}  // namespace k8s::detail
