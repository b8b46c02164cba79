#include "codec/quote.hpp"

#include "codec/scan.hpp"

namespace k8s::codec {
namespace {

void append_escaped(std::string& out, char c) {
  static constexpr char digits[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\b':
      out += "\\b";
      break;
    case '\f':
      out += "\\f";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u00";
      out += digits[static_cast<unsigned char>(c) >> 4U];
      out += digits[static_cast<unsigned char>(c) & 0xFU];
  }
}

}  // namespace

bool append_quoted(std::string& out, std::string_view text) {
  out += '"';
  const char* run = text.data();
  const char* const end = run + text.size();
  for (const char* p = find_special(run, end); p != end; p = find_special(p, end)) {
    if (static_cast<signed char>(*p) < 0) {
      const char* const behind = skip_utf8(p, end);
      if (behind == nullptr) {
        out.append(run, p);
        return false;
      }
      p = behind;
      continue;
    }
    out.append(run, p);
    append_escaped(out, *p);
    run = ++p;
  }
  out.append(run, end);
  out += '"';
  return true;
}

}  // namespace k8s::codec
