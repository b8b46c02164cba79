#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace k8s::detail {

/// Cuts a stream of bytes into lines, however the bytes are chunked. Lines end in LF or CRLF.
class LineReader {
 public:
  struct Line {
    std::string_view text;  // until the next call
    /// The line was longer than allowed; `text` is its beginning.
    bool too_long = false;
  };

  enum class Empty { skipped, given };

  /// \param longest how many bytes a line may have; no more than that is ever kept of one
  /// \param empty what becomes of empty lines
  explicit LineReader(std::size_t longest, Empty empty = Empty::skipped)
      : longest_(longest), empty_(empty) {}

  /// Where the next bytes of the stream are appended.
  [[nodiscard]] std::string& buffer() { return buffer_; }

  /// The next whole line, if it has arrived.
  [[nodiscard]] std::optional<Line> next();

  /// What stands after the last line's end: at the end of the stream, a line that was cut off.
  [[nodiscard]] std::optional<Line> rest();

 private:
  Line cut(std::size_t end, std::size_t next_begin);
  void drop_overlong();

  std::size_t longest_;
  Empty empty_;
  std::string buffer_;
  std::size_t begin_ = 0;     // of the line that is being read
  std::size_t searched_ = 0;  // up to here there is no end of line
  bool overlong_ = false;     // more of the line was dropped than is kept
};

}  // namespace k8s::detail
