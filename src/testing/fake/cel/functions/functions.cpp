#include "testing/fake/cel/functions/functions.hpp"

#include <map>
#include <string>
#include <vector>

namespace k8s::testing::fake::cel {
namespace {

using Registry = std::multimap<std::string_view, Function>;

const Registry& registry() {
  static const Registry all = [] {
    Registry result;
    for (const std::span<const Function> table :
         {core_functions(), text_functions(), list_functions(), set_functions(),
          optional_functions(), time_functions(), quantity_functions(), semver_functions(),
          network_functions(), url_functions(), format_functions(), authorizer_functions()}) {
      for (const Function& function : table) result.emplace(function.name, function);
    }
    return result;
  }();
  return all;
}

/// Operators of CEL are called by what their first operand can do; the rest by all types.
bool is_operator(std::string_view name) {
  return name.starts_with('_') || name.ends_with('_') || name.starts_with('@');
}

/// Functions that look at their arguments themselves.
bool is_unguarded(std::string_view name) {
  return name == "contains" || name == "startsWith" || name == "endsWith";
}

Value no_function(std::string_view name, Arguments arguments) {
  std::string message = "no such overload";
  const bool is_text = !arguments.empty() && std::holds_alternative<std::string>(arguments.front());
  if (is_unguarded(name)) return Error{std::move(message)};
  if (is_operator(name)) {
    return Error{is_text ? message : message.append(": ").append(name)};
  }
  message.append(": ").append(name).append("(");
  const char* separator = "";
  for (const Value& argument : arguments) {
    message.append(separator).append(type_name(argument));
    separator = ", ";
  }
  return Error{message + ")"};
}

}  // namespace

Value call_function(std::string_view name, Arguments arguments) {
  const auto [begin, end] = registry().equal_range(name);
  for (auto candidate = begin; candidate != end; ++candidate) {
    if (auto result = candidate->second.call(arguments)) return *std::move(result);
  }
  return no_function(name, arguments);
}

}  // namespace k8s::testing::fake::cel
