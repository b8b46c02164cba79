// Functions of texts: https://pkg.go.dev/github.com/google/cel-go/ext#Strings and
// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library

#include <algorithm>
#include <array>
#include <string>

#include "testing/fake/cel/code_points.hpp"
#include "testing/fake/cel/functions/functions.hpp"
#include "testing/fake/cel/string_format.hpp"
#include "testing/fake/pattern.hpp"

namespace k8s::testing::fake::cel {
namespace {

using Result = std::optional<Value>;

Value out_of_range(std::int64_t index) {
  return Error{"index out of range: " + std::to_string(index)};
}

Value number(std::size_t value) {
  return static_cast<std::int64_t>(value);
}

/// Whether an index stands in a text or behind its end.
bool is_within(std::int64_t index, const std::u32string& characters) {
  return index >= 0 && static_cast<std::size_t>(index) <= characters.size();
}

Result char_at(Arguments arguments) {
  return with<std::string, std::int64_t>(
      arguments, [](const std::string& text, std::int64_t index) -> Value {
        const std::u32string characters = to_characters(text);
        if (!is_within(index, characters)) return out_of_range(index);
        return to_utf8(std::u32string_view(characters).substr(static_cast<std::size_t>(index), 1));
      });
}

Value find_from(const std::string& text, const std::string& part, std::int64_t offset) {
  if (part.empty()) return offset;
  if (offset < 0) return out_of_range(offset);
  const std::size_t found =
      to_characters(text).find(to_characters(part), static_cast<std::size_t>(offset));
  return found == std::u32string::npos ? Value(std::int64_t{-1}) : number(found);
}

Result index_of(Arguments arguments) {
  if (auto result = with<std::string, std::string>(
          arguments, [](const auto& text, const auto& part) { return find_from(text, part, 0); })) {
    return result;
  }
  return with<std::string, std::string, std::int64_t>(arguments, &find_from);
}

Value find_backwards(const std::string& text, const std::string& part, std::int64_t offset) {
  if (part.empty()) return offset;
  if (offset < 0) return out_of_range(offset);
  const std::u32string characters = to_characters(text);
  if (static_cast<std::size_t>(offset) >= characters.size()) return std::int64_t{-1};
  const std::size_t found = characters.rfind(to_characters(part), static_cast<std::size_t>(offset));
  return found == std::u32string::npos ? Value(std::int64_t{-1}) : number(found);
}

Result last_index_of(Arguments arguments) {
  if (auto result = with<std::string, std::string>(
          arguments, [](const auto& text, const auto& part) -> Value {
            const std::size_t size = count_characters(text);
            if (part.empty()) return number(size);
            if (text.size() < part.size()) return std::int64_t{-1};
            return find_backwards(text, part, static_cast<std::int64_t>(size) - 1);
          })) {
    return result;
  }
  return with<std::string, std::string, std::int64_t>(arguments, &find_backwards);
}

template <char from, char to>
Result change_case(Arguments arguments) {
  return with<std::string>(arguments, [](std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
      return c >= from && c <= from + 25 ? static_cast<char>(c - from + to) : c;
    });
    return text;
  });
}

/// The texts between the separators; an empty separator stands between all characters.
/// \param most how many there may be; -1 for all
std::vector<std::string> split_text(std::string_view text, std::string_view separator,
                                    std::int64_t most) {
  std::vector<std::string> parts;
  if (most == 0) return parts;
  const auto is_full = [&] {
    return most > 0 && static_cast<std::int64_t>(parts.size()) + 1 >= most;
  };
  while (!is_full()) {
    std::size_t end = 0;
    if (separator.empty()) {
      if (text.empty()) return parts;
      end = 1;
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
      if (end == text.size()) break;
    } else {
      end = text.find(separator);
      if (end == text.npos) break;
    }
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end + separator.size());
  }
  if (!separator.empty() || !text.empty()) parts.emplace_back(text);
  return parts;
}

Result split(Arguments arguments) {
  if (auto result =
          with<std::string, std::string>(arguments, [](const auto& text, const auto& separator) {
            return make_text_list(split_text(text, separator, -1));
          })) {
    return result;
  }
  return with<std::string, std::string, std::int64_t>(
      arguments, [](const auto& text, const auto& separator, std::int64_t most) {
        return make_text_list(split_text(text, separator, most));
      });
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += separator;
    text += parts[i];
  }
  return text;
}

/// An empty old text stands before each character and at the end.
std::string replaced(const std::string& text, const std::string& old, const std::string& fresh,
                     std::int64_t most) {
  if (most == 0) return text;
  if (!old.empty()) return joined(split_text(text, old, most < 0 ? -1 : most + 1), fresh);
  std::string result;
  std::int64_t count = 0;
  for (const std::string& character : split_text(text, "", -1)) {
    if (most < 0 || count < most) result += fresh;
    ++count;
    result += character;
  }
  if (most < 0 || count < most) result += fresh;
  return result;
}

Result replace(Arguments arguments) {
  if (auto result = with<std::string, std::string, std::string>(
          arguments, [](const auto& text, const auto& old, const auto& fresh) {
            return replaced(text, old, fresh, -1);
          })) {
    return result;
  }
  return with<std::string, std::string, std::string, std::int64_t>(
      arguments, [](const auto& text, const auto& old, const auto& fresh, std::int64_t most) {
        return replaced(text, old, fresh, most);
      });
}

Result substring(Arguments arguments) {
  if (auto result = with<std::string, std::int64_t>(
          arguments, [](const std::string& text, std::int64_t begin) -> Value {
            const std::u32string characters = to_characters(text);
            if (!is_within(begin, characters)) return out_of_range(begin);
            return to_utf8(std::u32string_view(characters).substr(static_cast<std::size_t>(begin)));
          })) {
    return result;
  }
  return with<std::string, std::int64_t, std::int64_t>(
      arguments, [](const std::string& text, std::int64_t begin, std::int64_t end) -> Value {
        const std::u32string characters = to_characters(text);
        if (begin > end) {
          return Error{"invalid substring range. start: " + std::to_string(begin) +
                       ", end: " + std::to_string(end)};
        }
        if (!is_within(begin, characters)) return out_of_range(begin);
        if (!is_within(end, characters)) return out_of_range(end);
        return to_utf8(
            std::u32string_view(characters)
                .substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
      });
}

bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

Result trim(Arguments arguments) {
  return with<std::string>(arguments, [](const std::string& text) {
    const std::u32string characters = to_characters(text);
    const auto begin = std::ranges::find_if_not(characters, &is_space);
    auto end = characters.end();
    while (end != begin && is_space(*(end - 1))) --end;
    return to_utf8(std::u32string(begin, end));
  });
}

Value join_list(const ListPtr& list, const std::string& separator) {
  std::vector<std::string> parts;
  for (const Value& each : list->elements) {
    const auto* const text = std::get_if<std::string>(&each);
    if (text == nullptr) return Error{"join: invalid input: " + print(each)};
    parts.push_back(*text);
  }
  return joined(parts, separator);
}

Result join(Arguments arguments) {
  if (auto result =
          with<ListPtr>(arguments, [](const ListPtr& list) { return join_list(list, ""); })) {
    return result;
  }
  return with<ListPtr, std::string>(arguments, &join_list);
}

Result quote(Arguments arguments) {
  return with<std::string>(arguments, [](const std::string& text) {
    constexpr std::string_view special = "\a\b\f\n\r\t\v\\\"";
    constexpr std::string_view names = "abfnrtv\\\"";
    std::string result = "\"";
    for (const char c : to_utf8(to_characters(text))) {
      const std::size_t found = special.find(c);
      if (found == special.npos) {
        result += c;
      } else {
        result += '\\';
        result += names[found];
      }
    }
    return result + '"';
  });
}

Result format(Arguments arguments) {
  return with<std::string, ListPtr>(arguments, [](const std::string& text, const ListPtr& values) {
    return format_text(text, values->elements);
  });
}

Value find_matches(const std::string& text, const std::string& pattern, std::int64_t most) {
  if (const std::string problem = pattern_problem(pattern); !problem.empty()) {
    return Error{"Illegal regex: " + problem};
  }
  return make_text_list(all_matches(text, pattern, most));
}

Result find(Arguments arguments) {
  return with<std::string, std::string>(
      arguments, [](const auto& text, const auto& pattern) -> Value {
        const Value found = find_matches(text, pattern, 1);
        const auto* const list = as_list(found);
        if (list == nullptr) return found;
        return list->elements.empty() ? Value(std::string()) : list->elements.front();
      });
}

Result find_all(Arguments arguments) {
  if (auto result = with<std::string, std::string>(
          arguments,
          [](const auto& text, const auto& pattern) { return find_matches(text, pattern, -1); })) {
    return result;
  }
  return with<std::string, std::string, std::int64_t>(arguments, &find_matches);
}

/// A name as a JSON pointer has it.
Result escape_key(Arguments arguments) {
  return with<std::string>(arguments, [](const std::string& text) {
    std::string escaped;
    for (const char c : text) {
      if (c == '/') {
        escaped += "~1";
      } else if (c == '~') {
        escaped += "~0";
      } else {
        escaped += c;
      }
    }
    return escaped;
  });
}

constexpr std::array<Function, 15> functions{{{"charAt", &char_at},
                                              {"jsonpatch.escapeKey", &escape_key},
                                              {"indexOf", &index_of},
                                              {"lastIndexOf", &last_index_of},
                                              {"lowerAscii", &change_case<'A', 'a'>},
                                              {"upperAscii", &change_case<'a', 'A'>},
                                              {"split", &split},
                                              {"replace", &replace},
                                              {"substring", &substring},
                                              {"trim", &trim},
                                              {"join", &join},
                                              {"strings.quote", &quote},
                                              {"format", &format},
                                              {"find", &find},
                                              {"findAll", &find_all}}};

}  // namespace

std::span<const Function> text_functions() {
  return functions;
}

}  // namespace k8s::testing::fake::cel
