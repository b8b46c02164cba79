#include "http/target.hpp"

namespace k8s::detail {

std::string describe(const RequestTarget& target) {
  std::string text = target.verb;
  const auto add = [&](std::string_view word) {
    if (!text.empty() && !word.empty()) text += ' ';
    text += word;
  };
  add(target.kind);
  if (target.name.empty()) {
    if (!target.namespace_.empty()) add("in " + target.namespace_);
  } else {
    add(target.namespace_.empty() ? target.name : target.namespace_ + '/' + target.name);
  }
  return text;
}

std::string describe(const RequestTarget& target, Method method, std::string_view path) {
  std::string text = describe(target);
  if (text.empty()) text = std::string(to_string(method)) + ' ' + std::string(path);
  return text;
}

std::string describe(const Request& request) {
  return describe(request.target, request.method, request.path);
}

}  // namespace k8s::detail
