#include "verbs/paths.hpp"

#include <cstddef>

#include <k8s/error.hpp>

#include "http/percent_encode.hpp"

namespace k8s::detail {
namespace {

/// Why `text` can be no segment of a path; empty if it can. The API server's own rule (path
/// segment names of k8s.io/apimachinery: no '/', no '%', not '.' or '..'), and no blanks or control
/// characters, which no name has. Names of RBAC objects may have colons.
std::string segment_problem(std::string_view text) {
  if (text.empty()) return "it is empty";
  if (text == "." || text == "..") return "it would change the path of the request";
  for (const char c : text) {
    if (c == '/' || c == '%') return std::string("it contains '") + c + "'";
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
      return "it contains a control character";
    if (c == ' ') return "it contains a blank";
  }
  return {};
}

[[noreturn]] void refuse(const Kind& kind, std::string_view words, const std::string& problem) {
  throw ValidationError(std::string(words) + " " + std::string(kind.name) + ": " + problem);
}

void check_segment(const Kind& kind, std::string_view words, std::string_view what,
                   std::string_view text, std::string_view remedy) {
  const auto problem = segment_problem(text);
  if (problem.empty()) return;
  refuse(kind, words,
         "\"" + std::string(text) + "\" is no " + std::string(what) + ": " + problem +
             (text.empty() ? std::string(remedy) : std::string()));
}

void append_segment(std::string& path, std::string_view segment) {
  path += '/';
  append_percent_encoded(path, segment);
}

/// What a kind says of itself needs no encoding.
void append_root(std::string& path, const Kind& kind) {
  if (kind.group.empty()) {
    path += "/api/";
  } else {
    path.append("/apis/").append(kind.group).append("/");
  }
  path += kind.version;
}

/// Whether the bodies of such requests hold what must never be shown.
bool is_secret(const Kind& kind) {
  return (kind.group.empty() && kind.name == "Secret") ||
         (kind.group == "authentication.k8s.io" && kind.name == "TokenReview");
}

}  // namespace

void require_verb(const Kind& kind, Verbs verb, std::string_view words) {
  if ((kind.verbs & verb) != 0) return;
  refuse(kind, words, "the API has no such verb for this kind");
}

void refuse_namespace(const Kind& kind, std::string_view words,
                      const std::optional<std::string>& namespace_) {
  if (kind.namespaced || !namespace_) return;
  refuse(kind, words,
         "objects of this kind live outside namespaces; leave out namespace_ (it is \"" +
             *namespace_ + "\")");
}

Address collection_address(const Kind& kind, std::string_view words,
                           std::optional<std::string_view> namespace_) {
  constexpr std::size_t usual_path = 128;
  Address address;
  address.path.reserve(usual_path);
  append_root(address.path, kind);
  address.target.verb = words;
  address.target.kind = kind.name;
  address.target.secret = is_secret(kind);
  if (kind.namespaced && namespace_) {
    check_segment(kind, words, "namespace", *namespace_,
                  "; name one, or list and watch in k8s::all_namespaces");
    address.path += "/namespaces";
    append_segment(address.path, *namespace_);
    address.target.namespace_ = *namespace_;
  }
  address.path.append("/").append(kind.plural);
  return address;
}

Address object_address(const Kind& kind, std::string_view words, std::string_view namespace_,
                       std::string_view name, std::string_view subresource) {
  check_segment(kind, words, "name", name, "; say which object is meant");
  Address address = collection_address(kind, words, namespace_);
  append_segment(address.path, name);
  if (!subresource.empty()) {
    check_segment(kind, words, "subresource", subresource, {});
    append_segment(address.path, subresource);
  }
  address.target.name = name;
  return address;
}

}  // namespace k8s::detail
