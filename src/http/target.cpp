#include "http/target.hpp"

namespace k8s::detail {

std::string describe(const RequestTarget& target) {
  std::string text = target.verb;
  if (!text.empty() && !target.kind.empty()) text += ' ';
  text += target.kind;
  const std::string& where = target.namespace_;
  if (target.name.empty() && where.empty()) return text;
  if (!text.empty()) text += ' ';
  if (target.name.empty()) return text.append("in ").append(where);
  if (!where.empty()) text.append(where).append("/");
  return text += target.name;
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
