#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/error.hpp>
#include <k8s/selector.hpp>

#include "label_syntax.hpp"

// The grammars of k8s.io/apimachinery: pkg/labels/selector.go and pkg/fields/selector.go.

namespace k8s {
namespace {

using Operator = Condition::Operator;

[[noreturn]] void refuse(std::string_view what, std::string_view text, std::size_t offset,
                         const std::string& problem) {
  throw ValidationError(std::string(what) + " \"" + std::string(text) + "\", position " +
                        std::to_string(offset + 1) + ": " + problem);
}

// ---- label selectors --------------------------------------------------------------------------

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_symbol(char c) {
  return std::string_view("=!(),><").find(c) != std::string_view::npos;
}

/// A word, an operator or a bracket of the text, and where it stands; at the end an empty symbol.
struct Token {
  std::string_view text;
  std::size_t offset = 0;
  bool word = false;

  [[nodiscard]] bool is(std::string_view symbol) const { return !word && text == symbol; }
  [[nodiscard]] bool end() const { return is(""); }
};

class LabelParser {
 public:
  explicit LabelParser(std::string_view text) : text_(text) { advance(); }

  std::vector<Selector::Term> parse() {
    std::vector<Selector::Term> terms;
    if (token_.end()) return terms;
    while (true) {
      terms.push_back(read_term());
      if (token_.end()) return terms;
      if (!token_.is(",")) unexpected("',' or the end");
      advance();
    }
  }

 private:
  Selector::Term read_term() {
    const bool negated = token_.is("!");
    if (negated) advance();
    std::string key = read_key();
    if (negated) return {std::move(key), NotExists()};
    if (token_.end() || token_.is(",")) return {std::move(key), Exists()};
    return {std::move(key), read_condition()};
  }

  std::string read_key() {
    if (!token_.word) unexpected("the key of a label");
    if (const auto problem = detail::label_key_problem(token_.text); !problem.empty()) {
      fail("no label can have this key: " + problem);
    }
    return std::string(take().text);
  }

  Condition read_condition() {
    const Token op = take();
    if (op.is("=") || op.is("==")) return {Operator::equality, {read_exact_value()}};
    if (op.is("!=")) return {Operator::inequality, {read_exact_value()}};
    if (op.is(">")) return {Operator::greater_than, {read_number()}};
    if (op.is("<")) return {Operator::less_than, {read_number()}};
    if (op.word && op.text == "in") return {Operator::in, read_values()};
    if (op.word && op.text == "notin") return {Operator::not_in, read_values()};
    token_ = op;
    unexpected("'=', '!=', 'in', 'notin', '>', '<', ',' or the end");
  }

  std::string read_exact_value() {
    if (token_.end() || token_.is(",")) return {};
    return read_value();
  }

  std::string read_value() {
    if (!token_.word) unexpected("a value");
    if (const auto problem = detail::label_value_problem(token_.text); !problem.empty()) {
      fail("no label can have this value: " + problem);
    }
    return std::string(take().text);
  }

  std::string read_number() {
    std::int64_t parsed = 0;
    const auto text = token_.text;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (!token_.word || result.ec != std::errc() || result.ptr != text.data() + text.size()) {
      unexpected("a whole number");
    }
    return read_value();
  }

  std::vector<std::string> read_values() {
    if (!token_.is("(")) unexpected("'('");
    std::vector<std::string> values;
    do {
      advance();
      values.push_back(token_.is(",") || token_.is(")") ? std::string() : read_value());
    } while (token_.is(","));
    if (!token_.is(")")) unexpected("',' or ')'");
    advance();
    return values;
  }

  Token take() { return std::exchange(token_, scan()); }
  void advance() { token_ = scan(); }

  Token scan() {
    while (position_ < text_.size() && is_blank(text_[position_])) ++position_;
    const auto begin = position_;
    if (begin == text_.size()) return {{}, begin};
    if (is_symbol(text_[begin])) {
      static constexpr std::array<std::string_view, 2> pairs = {"==", "!="};
      const auto two = text_.substr(begin, 2);
      position_ += std::ranges::find(pairs, two) != pairs.end() ? 2 : 1;
      return {text_.substr(begin, position_ - begin), begin};
    }
    while (position_ < text_.size() && !is_symbol(text_[position_]) &&
           !is_blank(text_[position_])) {
      ++position_;
    }
    return {text_.substr(begin, position_ - begin), begin, true};
  }

  [[noreturn]] void fail(const std::string& problem) const {
    refuse("label selector", text_, token_.offset, problem);
  }
  [[noreturn]] void unexpected(const std::string& wanted) const {
    fail("expected " + wanted + ", found " +
         (token_.end() ? "the end" : "'" + std::string(token_.text) + "'"));
  }

  std::string_view text_;
  std::size_t position_ = 0;
  Token token_;
};

// ---- field selectors --------------------------------------------------------------------------

class FieldParser {
 public:
  explicit FieldParser(std::string_view text) : text_(text) {}

  std::vector<Selector::Term> parse() {
    std::vector<Selector::Term> terms;
    while (position_ < text_.size()) {
      if (text_[position_] != ',') terms.push_back(read_term());
      ++position_;
    }
    return terms;
  }

 private:
  Selector::Term read_term() {
    std::string key = read_key();
    if (!take("=")) {
      take("!=");
      return {std::move(key), Inequality(read_value())};
    }
    take("=");
    return {std::move(key), Equality(read_value())};
  }

  std::string read_key() {
    const auto begin = position_;
    const auto bad = [](char c) { return c <= ' ' || c == '\x7f' || c == '!' || c == '\\'; };
    while (!at("=") && !at("!=")) {
      if (position_ == text_.size() || text_[position_] == ',') fail("expected '=' or '!='");
      if (bad(text_[position_])) fail("no field has such a character in its path");
      ++position_;
    }
    if (position_ == begin) fail("expected the path of a field, such as status.phase");
    return std::string(text_.substr(begin, position_ - begin));
  }

  std::string read_value() {
    std::string value;
    for (; position_ < text_.size() && text_[position_] != ','; ++position_) {
      if (text_[position_] == '=') fail("write \\= for an '=' in a value");
      if (text_[position_] == '\\') {
        const auto next = text_.substr(position_ + 1, 1);
        if (next != "," && next != "=" && next != "\\") {
          fail("a backslash stands before ',', '=' or another backslash only");
        }
        ++position_;
      }
      value += text_[position_];
    }
    return value;
  }

  [[nodiscard]] bool at(std::string_view symbol) const {
    return text_.substr(position_).starts_with(symbol);
  }
  bool take(std::string_view symbol) {
    if (!at(symbol)) return false;
    position_ += symbol.size();
    return true;
  }
  [[noreturn]] void fail(const std::string& problem) const {
    refuse("field selector", text_, position_, problem);
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

Selector Selector::parse(std::string_view text) {
  return Selector(LabelParser(text).parse());
}

Selector Selector::parse_fields(std::string_view text) {
  return Selector(FieldParser(text).parse());
}

}  // namespace k8s
