#include "testing/fake/cel/parser.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "testing/fake/cel/convert.hpp"
#include "testing/fake/cel/lexer.hpp"
#include "testing/fake/cel/text_literal.hpp"

namespace k8s::testing::fake::cel {
namespace {

constexpr int deepest = 250;
constexpr std::size_t longest = 100'000;

constexpr std::array<std::string_view, 17> reserved{
    "as",  "break", "const",   "continue",  "else",   "for", "function", "if",   "import",
    "let", "loop",  "package", "namespace", "return", "var", "void",     "while"};

constexpr std::array<std::string_view, 7> relations{"<", "<=", ">=", ">", "==", "!=", "in"};

constexpr const char* start_of_expression =
    "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, "
    "STRING, BYTES, IDENTIFIER}";

/// Ends the reading.
struct Failure {
  Issue issue;
};

/// How deep the rules of one kind are nested.
class Depth {
 public:
  /// One level deeper for as long as the guard lives.
  class Guard {
   public:
    explicit Guard(int& depth) : depth_(depth) {
      deepen("expression recursion limit exceeded: " + std::to_string(deepest));
    }
    ~Guard() { depth_ -= levels_; }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    void deepen(const std::string& problem = "max recursion depth exceeded") {
      ++levels_;
      if (++depth_ > deepest) throw Failure{{.message = problem}};
    }

   private:
    int& depth_;
    int levels_ = 0;
  };

  [[nodiscard]] Guard enter() { return Guard(depth_); }

 private:
  int depth_ = 0;
};

class Parser {
 public:
  Parser(std::vector<Token> tokens, const Extensions& extensions, std::vector<Issue>& issues)
      : tokens_(std::move(tokens)), extensions_(extensions), issues_(issues) {}

  ExpressionPtr read() {
    ExpressionPtr expression = read_expression();
    if (current().kind != Token::Kind::end) fail_token("extraneous input", "<EOF>");
    return expression;
  }

 private:
  // ---- tokens -----------------------------------------------------------------------------

  [[nodiscard]] const Token& current() const { return tokens_[at_]; }
  [[nodiscard]] const Token& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  [[nodiscard]] bool is_symbol(std::string_view text) const {
    return current().kind == Token::Kind::symbol && current().text == text;
  }
  Token take() {
    const Token token = current();
    if (token.kind != Token::Kind::end) ++at_;
    return token;
  }
  bool skip(std::string_view symbol) {
    if (!is_symbol(symbol)) return false;
    take();
    return true;
  }
  Token expect(std::string_view symbol, const std::string& expected) {
    if (is_symbol(symbol)) return take();
    if (current().kind != Token::Kind::end) fail_token("mismatched input", expected);
    throw Failure{{.message = "Syntax error: missing '" + std::string(symbol) + "' at '<EOF>'",
                   .offset = current().offset}};
  }
  [[noreturn]] void fail_token(const std::string& how, const std::string& expected) const {
    throw Failure{{.message = "Syntax error: " + how + " '" + std::string(current().text) +
                              "' expecting " + expected,
                   .offset = current().offset}};
  }
  void complain(std::size_t offset, std::string message) {
    issues_.push_back({.message = std::move(message), .offset = offset});
  }

  // ---- nodes ------------------------------------------------------------------------------

  template <class Node>
  static ExpressionPtr make(std::size_t offset, Node node) {
    return std::make_shared<Expression>(Expression{.node = std::move(node), .offset = offset});
  }

  ExpressionPtr make_call(std::size_t offset, Call call) {
    if (ExpressionPtr expanded = expand_macro(call, offset, extensions_, issues_)) return expanded;
    return make(offset, std::move(call));
  }

  ExpressionPtr make_operation(const Token& token, std::string_view name,
                               std::vector<ExpressionPtr> arguments) {
    return make(token.offset, Call{std::string(name), nullptr, std::move(arguments)});
  }

  // ---- rules ------------------------------------------------------------------------------

  ExpressionPtr read_expression() {
    const auto guard = expressions_.enter();
    ExpressionPtr condition = read_chain("||", "_||_");
    if (!is_symbol("?")) return condition;
    const Token question = take();
    ExpressionPtr if_true = read_chain("||", "_||_");
    expect(":", "':'");
    ExpressionPtr if_false = read_expression();
    return make_operation(question, "_?_:_",
                          {std::move(condition), std::move(if_true), std::move(if_false)});
  }

  /// Terms with `&&` or `||` between them, as a balanced tree.
  ExpressionPtr read_chain(std::string_view symbol, std::string_view function) {
    std::vector<ExpressionPtr> terms;
    std::vector<Token> operators;
    const auto read_term = [&] {
      return symbol == "||" ? read_chain("&&", "_&&_") : read_relation();
    };
    terms.push_back(read_term());
    while (is_symbol(symbol)) {
      operators.push_back(take());
      terms.push_back(read_term());
    }
    return balanced(terms, operators, function, 0, terms.size() - 1);
  }

  /// \param first the first of the terms, \param last the last of them
  ExpressionPtr balanced(const std::vector<ExpressionPtr>& terms,
                         const std::vector<Token>& operators, std::string_view function,
                         std::size_t first, std::size_t last) {
    if (first == last) return terms[first];
    const std::size_t middle = (first + last) / 2;
    return make_operation(operators[middle], function,
                          {balanced(terms, operators, function, first, middle),
                           balanced(terms, operators, function, middle + 1, last)});
  }

  [[nodiscard]] bool is_relation() const {
    const bool is_operator =
        current().kind == Token::Kind::symbol || current().kind == Token::Kind::keyword;
    return is_operator && std::ranges::find(relations, current().text) != relations.end();
  }

  ExpressionPtr read_relation() {
    auto guard = relations_.enter();
    ExpressionPtr left = read_sum();
    while (is_relation()) {
      guard.deepen();
      const Token token = take();
      const std::string name = token.text == "in" ? "@in" : "_" + std::string(token.text) + "_";
      ExpressionPtr right = read_sum();
      left = make_operation(token, name, {std::move(left), std::move(right)});
    }
    return left;
  }

  ExpressionPtr read_sum() {
    auto guard = sums_.enter();
    ExpressionPtr left = read_product(guard);
    while (is_symbol("+") || is_symbol("-")) {
      guard.deepen();
      const Token token = take();
      ExpressionPtr right = read_product(guard);
      left = make_operation(token, "_" + std::string(token.text) + "_",
                            {std::move(left), std::move(right)});
    }
    return left;
  }

  ExpressionPtr read_product(Depth::Guard& guard) {
    ExpressionPtr left = read_unary();
    while (is_symbol("*") || is_symbol("/") || is_symbol("%")) {
      guard.deepen();
      const Token token = take();
      ExpressionPtr right = read_unary();
      left = make_operation(token, "_" + std::string(token.text) + "_",
                            {std::move(left), std::move(right)});
    }
    return left;
  }

  [[nodiscard]] bool is_negative_number() const {
    return is_symbol("-") &&
           (next().kind == Token::Kind::integer || next().kind == Token::Kind::real);
  }

  ExpressionPtr read_unary() {
    const bool is_minus = is_symbol("-");
    if ((!is_minus && !is_symbol("!")) || is_negative_number()) return read_member();
    const Token first = current();
    std::size_t count = 0;
    while (is_symbol(first.text) && !is_negative_number()) {
      take();
      ++count;
    }
    ExpressionPtr operand = read_member();
    if (count % 2 == 0) return operand;
    return make_operation(first, is_minus ? "-_" : "!_", {std::move(operand)});
  }

  ExpressionPtr read_member() {
    auto guard = members_.enter();
    ExpressionPtr operand = read_primary();
    while (is_symbol(".") || is_symbol("[") || is_symbol("{")) {
      if (is_symbol("{")) {
        const std::string name = qualified_name(*operand);
        if (name.empty()) return operand;
        operand = read_message(name);
        continue;
      }
      guard.deepen();
      operand =
          is_symbol("[") ? read_index(std::move(operand)) : read_selection(std::move(operand));
    }
    return operand;
  }

  ExpressionPtr read_index(ExpressionPtr operand) {
    const Token bracket = take();
    const bool is_optional = skip("?");
    ExpressionPtr index = read_expression();
    expect("]", "']'");
    return make_operation(bracket, is_optional ? "_[?_]" : "_[_]",
                          {std::move(operand), std::move(index)});
  }

  ExpressionPtr read_selection(ExpressionPtr operand) {
    const Token dot = take();
    const bool is_optional = skip("?");
    const Token name = take_field(is_optional);
    const std::string field(name.text);
    if (is_optional) {
      return make_operation(dot, "_?._",
                            {std::move(operand), make(name.offset, Literal{Value(field)})});
    }
    if (is_symbol("(") && name.kind == Token::Kind::identifier) {
      const Token parenthesis = take();
      return make_call(parenthesis.offset, Call{field, std::move(operand), read_arguments()});
    }
    return make(dot.offset, Select{std::move(operand), field});
  }

  Token take_field(bool is_optional) {
    if (current().kind == Token::Kind::quoted_identifier) {
      complain(current().offset, "unsupported syntax: '`'");
      return take();
    }
    if (current().kind != Token::Kind::identifier) {
      if (is_optional) fail_token("mismatched input", "IDENTIFIER");
      const bool is_end = current().kind == Token::Kind::end;
      throw Failure{{.message = "Syntax error: no viable alternative at input '." +
                                std::string(is_end ? "" : current().text) + "'",
                     .offset = current().offset}};
    }
    return take();
  }

  /// Behind the opening parenthesis, to behind the closing one.
  std::vector<ExpressionPtr> read_arguments() {
    std::vector<ExpressionPtr> arguments;
    if (skip(")")) return arguments;
    do {
      arguments.push_back(read_expression());
    } while (skip(","));
    expect(")", "{',', ')'}");
    return arguments;
  }

  ExpressionPtr read_primary() {
    const Token token = current();
    switch (token.kind) {
      case Token::Kind::identifier:
        return read_identifier("");
      case Token::Kind::keyword:
        if (token.text != "in") return read_constant();
        break;
      case Token::Kind::symbol:
        if (token.text == "(") return read_parentheses();
        if (token.text == "[") return read_list();
        if (token.text == "{") return read_map();
        if (token.text == "-" && is_negative_number()) return read_number();
        if (token.text == "." && next().kind == Token::Kind::identifier) {
          take();
          return read_identifier(".");
        }
        break;
      case Token::Kind::integer:
      case Token::Kind::natural:
      case Token::Kind::real:
        return read_number();
      case Token::Kind::text:
      case Token::Kind::bytes:
        return read_text();
      case Token::Kind::end:
      case Token::Kind::quoted_identifier:
        break;
    }
    fail_token("mismatched input", start_of_expression);
  }

  ExpressionPtr read_parentheses() {
    take();
    ExpressionPtr inner = read_expression();
    expect(")", "')'");
    return inner;
  }

  ExpressionPtr read_identifier(const std::string& dot) {
    const Token token = take();
    const std::string name = dot + std::string(token.text);
    if (std::ranges::find(reserved, token.text) != reserved.end()) {
      complain(token.offset, "reserved identifier: " + std::string(token.text));
    }
    if (!is_symbol("(")) return make(token.offset, Identifier{name});
    const Token parenthesis = take();
    return make_call(parenthesis.offset, Call{name, nullptr, read_arguments()});
  }

  ExpressionPtr read_constant() {
    const Token token = take();
    if (token.text == "null") return make(token.offset, Literal{Null{}});
    return make(token.offset, Literal{Value(token.text == "true")});
  }

  ExpressionPtr read_list() {
    const Token bracket = take();
    ListLiteral list;
    while (!is_symbol("]")) {
      if (is_symbol(",") && !list.elements.empty()) {
        take();
        break;
      }
      const bool is_optional = skip("?");
      list.elements.push_back({.value = read_expression(), .is_optional = is_optional});
      if (!is_symbol(",")) break;
      take();
    }
    expect("]", "{',', ']'}");
    return make(bracket.offset, std::move(list));
  }

  ExpressionPtr read_map() {
    const Token brace = take();
    MapLiteral map;
    while (!is_symbol("}")) {
      const bool is_optional = skip("?");
      ExpressionPtr key = read_expression();
      expect(":", "':'");
      ExpressionPtr value = read_expression();
      map.entries.push_back({std::move(key), std::move(value), is_optional});
      if (!skip(",")) break;
    }
    expect("}", "{',', '}'}");
    return make(brace.offset, std::move(map));
  }

  ExpressionPtr read_message(const std::string& name) {
    const Token brace = take();
    MessageLiteral message{name, {}};
    while (!is_symbol("}")) {
      MessageField field{.is_optional = skip("?")};
      if (current().kind != Token::Kind::identifier) fail_token("mismatched input", "IDENTIFIER");
      field.name = take().text;
      field.offset = current().offset;
      expect(":", "':'");
      field.value = read_expression();
      message.fields.push_back(std::move(field));
      if (!skip(",")) break;
    }
    expect("}", "'}'");
    return make(brace.offset, std::move(message));
  }

  // ---- literals ---------------------------------------------------------------------------

  ExpressionPtr read_number() {
    const std::size_t offset = current().offset;
    const bool is_negative = skip("-");
    const Token token = take();
    std::string text(token.text);
    if (token.kind == Token::Kind::real) {
      if (const auto number = parse_double((is_negative ? "-" : "") + text)) {
        return make(offset, Literal{Value(*number)});
      }
      complain(offset, "invalid double literal");
      return make(offset, Literal{});
    }
    const bool is_natural = token.kind == Token::Kind::natural;
    if (is_natural) text.pop_back();
    const int base = text.starts_with("0x") ? 16 : 10;
    if (base == 16) text.erase(0, 2);
    if (is_negative) text.insert(0, "-");
    return is_natural ? read_integer<std::uint64_t>(text, base, offset, "invalid uint literal")
                      : read_integer<std::int64_t>(text, base, offset, "invalid int literal");
  }

  template <class Integer>
  ExpressionPtr read_integer(const std::string& text, int base, std::size_t offset,
                             const char* problem) {
    Integer number = 0;
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number, base);
    if (result.ec != std::errc() || result.ptr != end) complain(offset, problem);
    return make(offset, Literal{Value(number)});
  }

  ExpressionPtr read_text() {
    const Token token = take();
    const bool is_bytes = token.kind == Token::Kind::bytes;
    TextLiteral literal = read_text_literal(token.text.substr(is_bytes ? 1 : 0), is_bytes);
    if (!literal.problem.empty()) complain(token.offset, literal.problem);
    return make(token.offset, Literal{is_bytes ? Value(Bytes{std::move(literal.text)})
                                               : Value(std::move(literal.text))});
  }

  std::vector<Token> tokens_;
  const Extensions& extensions_;
  std::vector<Issue>& issues_;
  std::size_t at_ = 0;
  Depth expressions_;
  Depth relations_;
  Depth sums_;
  Depth members_;
};

}  // namespace

ExpressionPtr parse(std::string_view source, const Extensions& extensions,
                    std::vector<Issue>& issues) {
  const std::size_t size = count_characters(source);
  if (size > longest) {
    issues.push_back({.message = "expression code point size exceeds limit: size: " +
                                 std::to_string(size) + ", limit " + std::to_string(longest)});
    return nullptr;
  }
  try {
    return Parser(read_tokens(source, issues), extensions, issues).read();
  } catch (const Failure& failure) {
    issues.push_back(failure.issue);
    return nullptr;
  }
}

}  // namespace k8s::testing::fake::cel
