#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "testing/fake/cel/type.hpp"
#include "testing/fake/cel/value.hpp"

// An expression as a tree, in which macros are written out.

namespace k8s::testing::fake::cel {

struct Expression;
using ExpressionPtr = std::shared_ptr<Expression>;

struct Literal {
  Value value{};
};

struct Identifier {
  std::string name{};
};

struct Select {
  ExpressionPtr operand{};
  std::string field{};
  /// Whether it asks if there is one: `has(a.b)`.
  bool is_test = false;
};

struct Call {
  std::string function{};
  ExpressionPtr target{};  // null if it is no method
  std::vector<ExpressionPtr> arguments{};
};

struct Element {
  ExpressionPtr value{};
  bool is_optional = false;
};

struct ListLiteral {
  std::vector<Element> elements{};
};

struct MapElement {
  ExpressionPtr key{};
  ExpressionPtr value{};
  bool is_optional = false;
};

struct MapLiteral {
  std::vector<MapElement> entries{};
};

struct MessageField {
  std::string name{};
  ExpressionPtr value{};
  bool is_optional = false;
  std::size_t offset = 0;  // of the colon
};

struct MessageLiteral {
  std::string type{};
  std::vector<MessageField> fields{};
};

/// What all macros over lists and maps become: a fold.
struct Comprehension {
  ExpressionPtr range{};
  std::string variable{};
  std::string second_variable{};  // empty if there is one alone
  std::string accumulator{};
  ExpressionPtr initial{};
  ExpressionPtr condition{};  // goes on while it holds
  ExpressionPtr step{};
  ExpressionPtr result{};
};

struct Expression {
  std::variant<Literal, Identifier, Select, Call, ListLiteral, MapLiteral, MessageLiteral,
               Comprehension>
      node{};
  std::size_t offset = 0;  // in the text

  // What checking finds out.
  TypePtr type{};
  /// The ids of the overloads that a call may mean.
  std::vector<std::string_view> overloads{};
};

/// The variable that the macros of CEL accumulate in; no text can name it.
constexpr std::string_view accumulator_name = "@result";

template <class Node>
[[nodiscard]] const Node* node_as(const Expression& expression) {
  return std::get_if<Node>(&expression.node);
}

[[nodiscard]] ExpressionPtr copy(const Expression& expression);

/// `a.b.c` of an identifier and selections; empty if it is something else.
[[nodiscard]] std::string qualified_name(const Expression& expression);

/// Calls `use` with every expression directly within this one.
template <class Use>
void for_each_part(const Expression& expression, Use use) {
  struct Visitor {
    Use& use;
    void one(const ExpressionPtr& part) const {
      if (part != nullptr) use(*part);
    }
    void operator()(const Literal&) const {}
    void operator()(const Identifier&) const {}
    void operator()(const Select& select) const { one(select.operand); }
    void operator()(const Call& call) const {
      one(call.target);
      for (const ExpressionPtr& argument : call.arguments) one(argument);
    }
    void operator()(const ListLiteral& list) const {
      for (const Element& element : list.elements) one(element.value);
    }
    void operator()(const MapLiteral& map) const {
      for (const MapElement& entry : map.entries) {
        one(entry.key);
        one(entry.value);
      }
    }
    void operator()(const MessageLiteral& message) const {
      for (const MessageField& field : message.fields) one(field.value);
    }
    void operator()(const Comprehension& fold) const {
      for (const ExpressionPtr& part :
           {fold.range, fold.initial, fold.condition, fold.step, fold.result}) {
        one(part);
      }
    }
  };
  std::visit(Visitor{use}, expression.node);
}

}  // namespace k8s::testing::fake::cel
