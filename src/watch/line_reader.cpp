#include "watch/line_reader.hpp"

namespace k8s::detail {

std::optional<LineReader::Line> LineReader::next() {
  while (true) {
    const auto end = buffer_.find('\n', searched_);
    if (end == std::string::npos) {
      buffer_.erase(0, begin_);
      begin_ = 0;
      drop_overlong();
      searched_ = buffer_.size();
      return std::nullopt;
    }
    const Line line = cut(end, end + 1);
    if (!line.text.empty() || empty_ == Empty::given) return line;
  }
}

std::optional<LineReader::Line> LineReader::rest() {
  const Line line = cut(buffer_.size(), buffer_.size());
  if (line.text.empty()) return std::nullopt;
  return line;
}

LineReader::Line LineReader::cut(std::size_t end, std::size_t next_begin) {
  std::string_view text(buffer_.data() + begin_, end - begin_);
  if (text.ends_with('\r')) text.remove_suffix(1);
  const bool too_long = overlong_ || text.size() > longest_;
  begin_ = searched_ = next_begin;
  overlong_ = false;
  return {.text = text.substr(0, longest_), .too_long = too_long};
}

void LineReader::drop_overlong() {
  if (buffer_.size() <= longest_ + 1) return;  // the last byte may be the CR of CRLF
  buffer_.resize(longest_);
  overlong_ = true;
}

}  // namespace k8s::detail
