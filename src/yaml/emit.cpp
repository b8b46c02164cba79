#include "yaml/emit.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <new>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include <yaml.h>

#include "base64.hpp"
#include "yaml/scalar.hpp"

namespace k8s::yaml {

namespace {

/// libyaml counts in int.
constexpr std::size_t longest_scalar = std::size_t{1} << 30;

constexpr const char* binary_tag = "tag:yaml.org,2002:binary";

std::string text_of(double value) {
  if (std::isnan(value)) return ".nan";
  if (std::isinf(value)) return value < 0 ? "-.inf" : ".inf";
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
  std::string shortest(text.data(), end.ptr);
  if (shortest.find_first_of(".e") == std::string::npos) shortest += ".0";
  return shortest;
}

/// How many bytes the character at the front takes; 0 if it is not UTF-8.
std::size_t utf8_width(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80U) return 1;
  if (first >= 0xC2U && first < 0xE0U) return continues(1) ? 2 : 0;
  if (first >= 0xE0U && first < 0xF0U) {
    const bool overlong = first == 0xE0U && byte(1) < 0xA0U;
    const bool surrogate = first == 0xEDU && byte(1) >= 0xA0U;
    return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0U && first < 0xF5U) {
    const bool overlong = first == 0xF0U && byte(1) < 0x90U;
    const bool beyond = first == 0xF4U && byte(1) >= 0x90U;
    return continues(1) && continues(2) && continues(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t width = utf8_width(text);
    if (width == 0) return false;
    text.remove_prefix(width);
  }
  return true;
}

/// Line breaks to YAML 1.1, which a block or a plain text would not keep as they are.
bool has_foreign_breaks(std::string_view text) {
  return text.find('\r') != std::string_view::npos ||
         text.find("\xC2\x85") != std::string_view::npos ||
         text.find("\xE2\x80\xA8") != std::string_view::npos ||
         text.find("\xE2\x80\xA9") != std::string_view::npos;
}

yaml_scalar_style_t style_of(std::string_view text) {
  if (has_foreign_breaks(text)) return YAML_DOUBLE_QUOTED_SCALAR_STYLE;
  if (text.find('\n') != std::string_view::npos) return YAML_LITERAL_SCALAR_STYLE;
  return needs_quotes(text) ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_PLAIN_SCALAR_STYLE;
}

yaml_char_t* chars_of(const char* text) {
  // libyaml copies what it is given and only forgot to say const.
  return reinterpret_cast<yaml_char_t*>(const_cast<char*>(text));
}

class Emitter {
 public:
  Emitter() {
    if (yaml_emitter_initialize(&emitter_) == 0) throw std::bad_alloc();
    yaml_emitter_set_output(&emitter_, &Emitter::append, &text_);
    yaml_emitter_set_unicode(&emitter_, 1);
    yaml_emitter_set_width(&emitter_, -1);
  }
  ~Emitter() { yaml_emitter_delete(&emitter_); }
  Emitter(const Emitter&) = delete;
  Emitter& operator=(const Emitter&) = delete;

  std::string emit(const boost::json::value& value) {
    yaml_event_t event;
    put(event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    put(event, yaml_document_start_event_initialize(&event, nullptr, nullptr, nullptr, 1));
    write(value);
    put(event, yaml_document_end_event_initialize(&event, 1));
    put(event, yaml_stream_end_event_initialize(&event));
    return std::move(text_);
  }

 private:
  static int append(void* text, unsigned char* bytes, std::size_t size) noexcept {
    try {
      static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(bytes), size);
      return 1;
    } catch (...) {
      return 0;  // libyaml is C: the exception must not pass through it
    }
  }

  void put(yaml_event_t& event, int made) {
    if (made == 0) throw std::bad_alloc();
    if (yaml_emitter_emit(&emitter_, &event) == 0) fail();
  }

  [[noreturn]] void fail() const {
    if (emitter_.error != YAML_EMITTER_ERROR) throw std::bad_alloc();
    throw std::logic_error(std::string("libyaml refused an event: ") + emitter_.problem);
  }

  void write(const boost::json::value& value) {
    switch (value.kind()) {
      case boost::json::kind::null:
        return write_plain("null");
      case boost::json::kind::bool_:
        return write_plain(value.get_bool() ? "true" : "false");
      case boost::json::kind::int64:
        return write_plain(std::to_string(value.get_int64()));
      case boost::json::kind::uint64:
        return write_plain(std::to_string(value.get_uint64()));
      case boost::json::kind::double_:
        return write_plain(text_of(value.get_double()));
      case boost::json::kind::string:
        return write_string({value.get_string().data(), value.get_string().size()});
      case boost::json::kind::array:
        return write_array(value.get_array());
      case boost::json::kind::object:
        return write_object(value.get_object());
    }
  }

  void write_array(const boost::json::array& array) {
    yaml_event_t event;
    put(event, yaml_sequence_start_event_initialize(&event, nullptr, nullptr, 1,
                                                    YAML_BLOCK_SEQUENCE_STYLE));
    for (const boost::json::value& item : array) write(item);
    put(event, yaml_sequence_end_event_initialize(&event));
  }

  void write_object(const boost::json::object& object) {
    yaml_event_t event;
    put(event,
        yaml_mapping_start_event_initialize(&event, nullptr, nullptr, 1, YAML_BLOCK_MAPPING_STYLE));
    for (const boost::json::key_value_pair& member : object) {
      write_string({member.key().data(), member.key().size()});
      write(member.value());
    }
    put(event, yaml_mapping_end_event_initialize(&event));
  }

  void write_plain(const std::string& text) {
    write_scalar(text, nullptr, YAML_PLAIN_SCALAR_STYLE);
  }

  void write_string(std::string_view text) {
    if (is_utf8(text)) return write_scalar(text, nullptr, style_of(text));
    write_scalar(base64_encode(text), binary_tag, YAML_PLAIN_SCALAR_STYLE);
  }

  void write_scalar(std::string_view text, const char* tag, yaml_scalar_style_t style) {
    if (text.size() > longest_scalar) throw std::length_error("a string too long for YAML");
    yaml_event_t event;
    const int implicit = tag == nullptr ? 1 : 0;
    put(event, yaml_scalar_event_initialize(
                   &event, nullptr, tag != nullptr ? chars_of(tag) : nullptr, chars_of(text.data()),
                   static_cast<int>(text.size()), implicit, implicit, style));
  }

  yaml_emitter_t emitter_{};
  std::string text_;
};

}  // namespace

std::string emit(const boost::json::value& value) {
  return Emitter().emit(value);
}

}  // namespace k8s::yaml
