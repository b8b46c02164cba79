#include "testing/fake/cel/lexer.hpp"

#include <algorithm>
#include <array>

#include "ascii.hpp"

namespace k8s::testing::fake::cel {
namespace {

bool begins_name(char c) {
  return is_letter(c) || c == '_';
}

constexpr std::array<std::string_view, 24> symbols{"==", "!=", "<=", ">=", "&&", "||", "<", ">",
                                                   "[",  "]",  "{",  "}",  "(",  ")",  ".", ",",
                                                   "-",  "!",  "?",  ":",  "+",  "*",  "/", "%"};

class Lexer {
 public:
  Lexer(std::string_view source, std::vector<Issue>& issues) : source_(source), issues_(issues) {}

  std::vector<Token> read() {
    for (skip_space(); at_ < source_.size(); skip_space()) read_token();
    tokens_.push_back({.kind = Token::Kind::end, .text = "<EOF>", .offset = source_.size()});
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  [[nodiscard]] std::string_view rest() const { return source_.substr(at_); }

  void skip_space() {
    while (at_ < source_.size()) {
      if (rest().starts_with("//")) {
        at_ = std::min(source_.find('\n', at_), source_.size());
      } else if (std::string_view(" \t\r\n\f").find(peek()) != std::string_view::npos) {
        ++at_;
      } else {
        return;
      }
    }
  }

  void add(Token::Kind kind, std::size_t size) {
    tokens_.push_back({.kind = kind, .text = source_.substr(at_, size), .offset = at_});
    at_ += size;
  }

  void fail(std::size_t size) {
    issues_.push_back({.message = "Syntax error: token recognition error at: '" +
                                  std::string(source_.substr(at_, size)) + "'",
                       .offset = at_});
    at_ += size;
  }

  void read_token() {
    if (is_digit(peek()) || (peek() == '.' && is_digit(peek(1)))) return read_number();
    if (read_text()) return;
    if (begins_name(peek())) return read_word();
    if (peek() == '`') return read_quoted_identifier();
    for (const std::string_view symbol : symbols) {
      if (rest().starts_with(symbol)) {
        return add(Token::Kind::symbol, symbol.size());
      }
    }
    std::size_t size = 1;
    while ((static_cast<unsigned char>(peek(size)) & 0xC0U) == 0x80U) ++size;
    fail(size);
  }

  void read_word() {
    std::size_t size = 1;
    while (begins_name(peek(size)) || is_digit(peek(size))) ++size;
    const std::string_view word = source_.substr(at_, size);
    const bool is_keyword = word == "in" || word == "true" || word == "false" || word == "null";
    add(is_keyword ? Token::Kind::keyword : Token::Kind::identifier, size);
  }

  void read_quoted_identifier() {
    std::size_t size = 1;
    const auto belongs = [](char c) {
      return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '/' || c == ' ';
    };
    while (belongs(peek(size))) ++size;
    if (size == 1 || peek(size) != '`') return fail(std::min(size + 1, rest().size()));
    add(Token::Kind::quoted_identifier, size + 1);
  }

  std::size_t digits_from(std::size_t size) const {
    while (is_digit(peek(size))) ++size;
    return size;
  }

  /// Where an exponent that begins there ends; there if there is none.
  std::size_t exponent_from(std::size_t size) const {
    if (peek(size) != 'e' && peek(size) != 'E') return size;
    const std::size_t sign = peek(size + 1) == '+' || peek(size + 1) == '-' ? 1 : 0;
    return is_digit(peek(size + 1 + sign)) ? digits_from(size + 1 + sign) : size;
  }

  void read_number() {
    if (peek() == '0' && peek(1) == 'x' && hex_value(peek(2)) >= 0) {
      std::size_t size = 2;
      while (hex_value(peek(size)) >= 0) ++size;
      return add_integer(size);
    }
    const std::size_t whole = digits_from(0);
    std::size_t size = whole;
    if (peek(size) == '.' && is_digit(peek(size + 1))) size = digits_from(size + 1);
    size = exponent_from(size);
    if (size > whole) return add(Token::Kind::real, size);
    add_integer(size);
  }

  void add_integer(std::size_t size) {
    const bool is_natural = peek(size) == 'u' || peek(size) == 'U';
    add(is_natural ? Token::Kind::natural : Token::Kind::integer, size + (is_natural ? 1 : 0));
  }

  /// A text or bytes, with the prefixes b and r. \returns whether there is one
  bool read_text() {
    std::size_t prefix = 0;
    bool is_bytes = false;
    bool is_raw = false;
    if (peek() == 'b' || peek() == 'B') {
      is_bytes = true;
      ++prefix;
    }
    if (peek(prefix) == 'r' || peek(prefix) == 'R') {
      is_raw = true;
      ++prefix;
    }
    const char quote = peek(prefix);
    if (quote != '"' && quote != '\'') return false;
    const std::string triple(3, quote);
    std::size_t size = 0;
    if (rest().substr(prefix).starts_with(triple)) {
      size = end_of_long_text(prefix + 3, triple, is_raw);
    }
    if (size == 0) size = end_of_text(prefix + 1, quote, is_raw);
    if (size == 0) {
      fail_text(prefix);
    } else {
      add(is_bytes ? Token::Kind::bytes : Token::Kind::text, size);
    }
    return true;
  }

  /// Behind the closing quote; 0 if there is none.
  [[nodiscard]] std::size_t end_of_text(std::size_t size, char quote, bool is_raw) const {
    while (at_ + size < source_.size()) {
      const char c = peek(size);
      if (c == quote) return size + 1;
      if (c == '\n' || c == '\r') return 0;
      size += c == '\\' && !is_raw ? 2 : 1;
    }
    return 0;
  }

  [[nodiscard]] std::size_t end_of_long_text(std::size_t size, std::string_view quotes,
                                             bool is_raw) const {
    while (at_ + size < source_.size()) {
      if (rest().substr(size).starts_with(quotes)) return size + quotes.size();
      size += peek(size) == '\\' && !is_raw ? 2 : 1;
    }
    return 0;
  }

  void fail_text(std::size_t prefix) {
    const std::size_t line = std::min(rest().find_first_of("\r\n", prefix), rest().size());
    fail(line);
  }

  std::string_view source_;
  std::vector<Issue>& issues_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> read_tokens(std::string_view source, std::vector<Issue>& issues) {
  return Lexer(source, issues).read();
}

}  // namespace k8s::testing::fake::cel
