#include "testing/fake/label_selector.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <set>

#include "testing/fake/names.hpp"

namespace k8s::testing::fake {
namespace {

using Operator = LabelSelector::Operator;
using Requirement = LabelSelector::Requirement;

enum class Token {
  end,
  identifier,
  comma,
  open,
  close,
  equals,
  not_equals,
  greater,
  less,
  not_,
  in,
  not_in,
  error,
};

struct Item {
  Token token = Token::end;
  std::string text{};
};

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool is_symbol(char c) {
  return std::string_view("=!(),><").find(c) != std::string_view::npos;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Item next() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    if (at_ >= text_.size()) return {};
    return is_symbol(text_[at_]) ? symbol() : word();
  }

 private:
  Item symbol() {
    const std::string_view two = text_.substr(at_, 2);
    if (two == "==" || two == "!=") return take(2, two == "==" ? Token::equals : Token::not_equals);
    static constexpr std::string_view symbols = "=!(),><";
    static constexpr Token tokens[] = {Token::equals, Token::not_,    Token::open, Token::close,
                                       Token::comma,  Token::greater, Token::less};
    return take(1, tokens[symbols.find(text_[at_])]);
  }

  Item word() {
    std::size_t end = at_;
    while (end < text_.size() && !is_space(text_[end]) && !is_symbol(text_[end])) ++end;
    Item item = take(end - at_, Token::identifier);
    if (item.text == "in") item.token = Token::in;
    if (item.text == "notin") item.token = Token::not_in;
    return item;
  }

  Item take(std::size_t length, Token token) {
    Item item{token, std::string(text_.substr(at_, length))};
    at_ += length;
    return item;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string joined(const Complaints& complaints) {
  std::string all;
  for (const std::string& complaint : complaints) all += (all.empty() ? "" : "; ") + complaint;
  return all;
}

[[noreturn]] void fail(const std::string& message) {
  throw SelectorError(message);
}

[[noreturn]] void fail_found(const Item& item, const char* expected) {
  fail("found '" + item.text + "', expected: " + expected);
}

class Parser {
 public:
  explicit Parser(std::string_view text) {
    Lexer lexer(text);
    do {
      items_.push_back(lexer.next());
    } while (items_.back().token != Token::end);
  }

  std::vector<Requirement> parse() {
    std::vector<Requirement> requirements;
    if (peek().token == Token::end) return requirements;
    for (;;) {
      if (peek().token != Token::identifier && peek().token != Token::not_) {
        fail_found(peek(), "!, identifier, or 'end of string'");
      }
      try {
        requirements.push_back(requirement());
      } catch (const SelectorError& error) {
        fail(std::string("unable to parse requirement: ") + error.what());
      }
      const Item after = take();
      if (after.token == Token::end) return requirements;
      if (after.token != Token::comma) fail_found(after, "',' or 'end of string'");
      if (peek().token != Token::identifier && peek().token != Token::not_) {
        fail_found(peek(), "identifier after ','");
      }
    }
  }

 private:
  /// The next item where `in` and `notin` are words like others.
  [[nodiscard]] Item peek() const {
    Item item = items_[at_];
    if (item.token == Token::in || item.token == Token::not_in) item.token = Token::identifier;
    return item;
  }

  Item take() {
    Item item = peek();
    if (at_ + 1 < items_.size()) ++at_;
    return item;
  }

  Requirement requirement() {
    Item item = take();
    const bool negated = item.token == Token::not_;
    if (negated) item = take();
    if (item.token != Token::identifier) fail_found(item, "identifier");
    if (const Complaints complaints = check_label_key(item.text); !complaints.empty()) {
      fail("<nil>: Invalid value: " + go_quote(item.text) + ": " + joined(complaints));
    }
    Requirement requirement{item.text};
    const Token next = peek().token;
    if (negated || next == Token::end || next == Token::comma) {
      requirement.op = negated ? Operator::not_exists : Operator::exists;
      return requirement;
    }
    read_operator(requirement);
    check_values(requirement);
    return requirement;
  }

  void read_operator(Requirement& requirement) {
    const Item item = items_[at_];
    take();
    switch (item.token) {
      case Token::in:
        requirement.values = list();
        break;
      case Token::not_in:
        requirement.op = Operator::not_in;
        requirement.values = list();
        break;
      case Token::equals:
        requirement.values = {value()};
        break;
      case Token::not_equals:
        requirement.op = Operator::not_in;
        requirement.values = {value()};
        break;
      case Token::greater:
        requirement.op = Operator::greater;
        requirement.values = {value()};
        break;
      case Token::less:
        requirement.op = Operator::less;
        requirement.values = {value()};
        break;
      default:
        fail_found(item, "in, notin, =, ==, !=, gt, lt");
    }
  }

  std::string value() {
    const Token next = peek().token;
    if (next == Token::end || next == Token::comma) return {};
    const Item item = take();
    if (item.token != Token::identifier) fail_found(item, "identifier");
    return item.text;
  }

  std::vector<std::string> list() {
    const Item open = take();
    if (open.token != Token::open) fail("found '" + open.text + "' expected: '('");
    const Item first = peek();
    if (first.token == Token::close) {
      take();
      return {""};
    }
    if (first.token != Token::identifier && first.token != Token::comma) {
      fail_found(first, "',', ')' or identifier");
    }
    const std::set<std::string> values = identifiers();
    if (take().token != Token::close) fail_found(first, "')'");
    return {values.begin(), values.end()};
  }

  std::set<std::string> identifiers() {
    std::set<std::string> values;
    for (;;) {
      const Item item = take();
      if (item.token == Token::identifier) {
        values.insert(item.text);
        if (peek().token == Token::close) return values;
        if (peek().token != Token::comma) fail_found(peek(), "',' or ')'");
      } else if (item.token == Token::comma) {
        if (values.empty()) values.insert("");
        const Token next = peek().token;
        if (next == Token::close || next == Token::comma) values.insert("");
        if (next == Token::close) return values;
      } else {
        fail_found(item, "',', or identifier");
      }
    }
  }

  static void check_values(const Requirement& requirement) {
    for (std::size_t i = 0; i < requirement.values.size(); ++i) {
      const std::string& value = requirement.values[i];
      const std::string at = "values[" + std::to_string(i) + "]";
      if (requirement.op == Operator::greater || requirement.op == Operator::less) {
        std::int64_t number = 0;
        const char* const end = value.data() + value.size();
        const auto result = std::from_chars(value.data(), end, number);
        if (result.ec != std::errc() || result.ptr != end) {
          fail(at + ": Invalid value: " + go_quote(value) +
               ": for 'Gt', 'Lt' operators, the value must be an integer");
        }
      }
      if (const Complaints complaints = check_label_value(value); !complaints.empty()) {
        fail(at + "[" + requirement.key + "]: Invalid value: " + go_quote(value) + ": " +
             joined(complaints));
      }
    }
  }

  std::vector<Item> items_;
  std::size_t at_ = 0;
};

std::optional<std::int64_t> to_number(std::string_view text) {
  std::int64_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

bool matches_one(const Requirement& requirement, const json::object& labels) {
  const json::value* const label = find(labels, requirement.key);
  const bool present = label != nullptr && label->is_string();
  const std::string_view value = present ? std::string_view(label->get_string()) : "";
  const bool among =
      present && std::ranges::find(requirement.values, value) != requirement.values.end();
  switch (requirement.op) {
    case Operator::in:
      return among;
    case Operator::not_in:
      return !among;
    case Operator::exists:
      return present;
    case Operator::not_exists:
      return !present;
    case Operator::greater:
    case Operator::less: {
      const auto number = to_number(value);
      const auto limit = to_number(requirement.values.front());
      if (!present || !number || !limit) return false;
      return requirement.op == Operator::greater ? *number > *limit : *number < *limit;
    }
  }
  return false;
}

}  // namespace

LabelSelector LabelSelector::parse(std::string_view text) {
  LabelSelector selector;
  selector.requirements_ = Parser(text).parse();
  return selector;
}

bool LabelSelector::matches(const json::object& labels) const {
  return std::ranges::all_of(requirements_,
                             [&](const Requirement& one) { return matches_one(one, labels); });
}

}  // namespace k8s::testing::fake
