#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace k8s::codec {

/// The text that a writer makes: memory with room behind what is written, so that adding to it
/// needs no check for each character. It is no string, which could not grow without being filled
/// first.
class Output {
 public:
  [[nodiscard]] std::string_view view() const noexcept { return {text_.get(), size_}; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  void truncate(std::size_t size) noexcept { size_ = size; }

  void append(char c) {
    *room(1) = c;
    ++size_;
  }
  void append(std::string_view text) {
    std::memcpy(room(text.size()), text.data(), text.size());
    size_ += text.size();
  }
  /// Appends the first `size` of the bytes; all are copied, since their number is known.
  template <std::size_t Count>
  void append(const std::array<std::uint64_t, Count>& bytes, std::size_t size) {
    std::memcpy(room(sizeof(bytes)), bytes.data(), sizeof(bytes));
    size_ += size;
  }
  /// Appends what `write` writes at the address it is given, at most `most` characters, and whose
  /// end it returns.
  template <class Write>
  void append_with(std::size_t most, Write write) {
    char* const start = room(most);
    size_ += static_cast<std::size_t>(write(start) - start);
  }

  /// Appends the text as a JSON string. False if it is not UTF-8: then what was valid stands there
  /// without a closing quote.
  [[nodiscard]] bool append_quoted(std::string_view text);

  /// Every member and element is written with a comma behind it; the last one becomes the bracket.
  void close(char bracket) {
    if (text_[size_ - 1] == ',') {
      text_[size_ - 1] = bracket;
    } else {
      append(bracket);
    }
  }

  [[nodiscard]] std::string text() const { return std::string(view()); }

 private:
  /// Where `count` more characters can be written.
  char* room(std::size_t count) {
    if (capacity_ - size_ <= count) [[unlikely]]
      grow(count);
    return text_.get() + size_;
  }
  void grow(std::size_t count);
  bool append_escaped(std::string_view text);

  std::unique_ptr<char[]> text_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

}  // namespace k8s::codec
