#include "testing/fake/cel/expression.hpp"

namespace k8s::testing::fake::cel {
namespace {

void copy_in_place(ExpressionPtr& part) {
  if (part != nullptr) part = copy(*part);
}

struct PartCopier {
  void operator()(Literal&) const {}
  void operator()(Identifier&) const {}
  void operator()(Select& select) const { copy_in_place(select.operand); }
  void operator()(Call& call) const {
    copy_in_place(call.target);
    for (ExpressionPtr& argument : call.arguments) copy_in_place(argument);
  }
  void operator()(ListLiteral& list) const {
    for (Element& element : list.elements) copy_in_place(element.value);
  }
  void operator()(MapLiteral& map) const {
    for (MapElement& entry : map.entries) {
      copy_in_place(entry.key);
      copy_in_place(entry.value);
    }
  }
  void operator()(MessageLiteral& message) const {
    for (MessageField& field : message.fields) copy_in_place(field.value);
  }
  void operator()(Comprehension& fold) const {
    copy_in_place(fold.range);
    copy_in_place(fold.initial);
    copy_in_place(fold.condition);
    copy_in_place(fold.step);
    copy_in_place(fold.result);
  }
};

}  // namespace

ExpressionPtr copy(const Expression& expression) {
  auto result = std::make_shared<Expression>(expression);
  std::visit(PartCopier{}, result->node);
  return result;
}

std::string qualified_name(const Expression& expression) {
  if (const auto* const identifier = node_as<Identifier>(expression)) return identifier->name;
  const auto* const select = node_as<Select>(expression);
  if (select == nullptr || select->is_test) return "";
  const std::string prefix = qualified_name(*select->operand);
  return prefix.empty() ? "" : prefix + "." + select->field;
}

}  // namespace k8s::testing::fake::cel
