#include "auth/kubeconfig.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <variant>

#include <k8s/error.hpp>

#include "auth/text.hpp"
#include "base64.hpp"
#include "read_file.hpp"

namespace k8s::auth {

namespace {

constexpr std::size_t longest_kubeconfig = std::size_t{16} << 20;

using yaml::Member;
using yaml::Node;

yaml::Node parse_yaml(std::string_view text, const std::string& file) {
  try {
    return yaml::parse_first_node(text, file, {.bytes = longest_kubeconfig, .repeated_keys = true});
  } catch (const yaml::ParseError& error) {
    throw ConfigError(
        "not YAML: " + error.problem() + " (column " + std::to_string(error.mark().column) + ")",
        file, error.mark().line);
  }
}

/// Reads the top of a kubeconfig: three lists of named things, and which context is current.
class Reader {
 public:
  explicit Reader(std::shared_ptr<const Origin> origin) : origin_(std::move(origin)) {}

  [[noreturn]] void fail(const yaml::Mark& mark, std::string_view problem) const {
    throw ConfigError(problem, origin_->file, mark.line);
  }

  [[noreturn]] void fail_of_type(const Node& node, std::string_view what,
                                 std::string_view expected) const {
    std::string problem = std::string(what) + " must be " + std::string(expected) + ", not " +
                          std::string(node.kind());
    const bool is_scalar = std::holds_alternative<boost::json::value>(node.value);
    if (expected == "a string" && is_scalar) problem += "; put it in quotes";
    fail(node.mark, problem);
  }

  [[nodiscard]] std::string text(const Node& parent, std::string_view key,
                                 std::string_view what) const {
    const Member* member = parent.find(key);
    if (member == nullptr || member->value.is_null()) return {};
    const boost::json::string* value = member->value.if_string();
    if (value == nullptr) fail_of_type(member->value, what, "a string");
    return {value->data(), value->size()};
  }

  /// \param list such as "clusters"
  /// \param kind such as "cluster": the key of an entry's fields, and its name in errors
  [[nodiscard]] std::vector<Entry> entries(Node& root, std::string_view list,
                                           std::string_view kind) const {
    const Member* member = root.find(list);
    if (member == nullptr || member->value.is_null()) return {};
    if (!std::holds_alternative<Node::Sequence>(member->value.value)) {
      fail_of_type(member->value, list, "a list");
    }
    std::vector<Entry> entries;
    std::set<std::string> names;
    for (const Node& item : std::get<Node::Sequence>(member->value.value)) {
      Entry entry = read_entry(item, list, kind);
      if (!names.insert(entry.name()).second) {
        fail(item.mark, "a second " + std::string(kind) + " is named " + in_quotes(entry.name()) +
                            "; names must differ");
      }
      entries.push_back(std::move(entry));
    }
    return entries;
  }

 private:
  [[nodiscard]] Entry read_entry(const Node& item, std::string_view list,
                                 std::string_view kind) const {
    const bool is_mapping = std::holds_alternative<Node::Mapping>(item.value);
    if (!is_mapping && !item.is_null()) {
      fail_of_type(item, "each of " + std::string(list), "a mapping");
    }
    std::string name = text(item, "name", "the name of a " + std::string(kind));
    const Member* fields = item.find(kind);
    if (fields == nullptr) {
      return {kind, std::move(name), origin_, item.mark, Node{nullptr, item.mark}};
    }
    if (!std::holds_alternative<Node::Mapping>(fields->value.value) && !fields->value.is_null()) {
      fail_of_type(fields->value, std::string(kind) + " " + in_quotes(name), "a mapping");
    }
    return {kind, std::move(name), origin_, item.mark, fields->value};
  }

  std::shared_ptr<const Origin> origin_;
};

void check_kind(const Reader& reader, const Node& root) {
  if (root.is_null()) return;
  if (!std::holds_alternative<Node::Mapping>(root.value)) {
    reader.fail_of_type(root, "a kubeconfig", "a mapping");
  }
  const std::string kind = reader.text(root, "kind", "kind");
  if (!kind.empty() && kind != "Config") {
    reader.fail(root.find("kind")->mark,
                "this is a " + in_quotes(kind) + ", not a kubeconfig (kind: Config)");
  }
  const std::string version = reader.text(root, "apiVersion", "apiVersion");
  if (!version.empty() && version != "v1") {
    reader.fail(root.find("apiVersion")->mark,
                "apiVersion " + in_quotes(version) + " of a kubeconfig is not known; only v1 is");
  }
}

// kubectl refuses a file as a whole if any field has the wrong type, used or not, and so do we: who
// tests a file with one context can trust it with another.

void check_extensions(const Entry& entry) {
  std::set<std::string> taken;  // only what holds something takes its name
  for (const Entry& extension : entry.nested_list("extensions")) {
    const std::string name = extension.text("name");
    if (taken.contains(name)) {
      extension.fail("name",
                     "a second extension is named " + in_quotes(name) + "; names must differ");
    }
    if (extension.node("extension") != nullptr) taken.insert(name);
  }
}

void check_cluster(const Entry& cluster) {
  for (const char* field : {"server", "tls-server-name", "certificate-authority", "proxy-url"}) {
    (void)cluster.text(field);
  }
  (void)cluster.flag("insecure-skip-tls-verify");
  (void)cluster.flag("disable-compression");
  (void)cluster.data("certificate-authority-data");
  check_extensions(cluster);
}

void check_plugin(const Entry& exec) {
  for (const char* field : {"command", "apiVersion", "installHint", "interactiveMode"}) {
    (void)exec.text(field);
  }
  (void)exec.texts("args");
  (void)exec.flag("provideClusterInfo");
  for (const Entry& variable : exec.nested_list("env")) {
    (void)variable.text("name");
    (void)variable.text("value");
  }
}

void check_user(const Entry& user) {
  for (const char* field : {"client-certificate", "client-key", "token", "tokenFile", "as",
                            "as-uid", "username", "password"}) {
    (void)user.text(field);
  }
  (void)user.data("client-certificate-data");
  (void)user.data("client-key-data");
  (void)user.texts("as-groups");
  (void)user.text_lists("as-user-extra");
  if (const std::optional<Entry> exec = user.nested("exec")) check_plugin(*exec);
  if (const std::optional<Entry> provider = user.nested("auth-provider")) {
    (void)provider->text("name");
    (void)provider->text_map("config");
  }
  check_extensions(user);
}

void check_context(const Entry& context) {
  for (const char* field : {"cluster", "user", "namespace"}) (void)context.text(field);
  check_extensions(context);
}

/// Fields of the whole that nothing here uses.
void check_rest(const Entry& whole) {
  check_extensions(whole);
  const std::optional<Entry> preferences = whole.nested("preferences");
  if (!preferences) return;
  (void)preferences->flag("colors");
  check_extensions(*preferences);
}

const Entry* find(const std::vector<Entry>& entries, std::string_view name) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.name() == name; });
  return found == entries.end() ? nullptr : &*found;
}

void add_missing(std::vector<Entry>& entries, std::vector<Entry> others) {
  std::set<std::string> names;
  for (const Entry& entry : entries) names.insert(entry.name());
  for (Entry& other : others) {
    if (!names.contains(other.name())) entries.push_back(std::move(other));
  }
}

std::string directory_of(const std::string& path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(path, error);
  return error ? std::string() : whole.parent_path().string();
}

}  // namespace

Entry::Entry(std::string_view kind, std::string name, std::shared_ptr<const Origin> origin,
             yaml::Mark mark, yaml::Node fields)
    : kind_(kind),
      name_(std::move(name)),
      origin_(std::move(origin)),
      mark_(mark),
      fields_(std::move(fields)) {}

const yaml::Node* Entry::node(std::string_view field) const {
  const Member* member = fields_.find(field);
  return member == nullptr || member->value.is_null() ? nullptr : &member->value;
}

std::string Entry::text_of(std::string_view field, const yaml::Node& node) const {
  if (node.is_null()) return {};
  const boost::json::string* text = node.if_string();
  if (text == nullptr) fail_of_type(field, node, "a string");
  return {text->data(), text->size()};
}

std::string Entry::text(std::string_view field) const {
  const Node* value = node(field);
  return value == nullptr ? std::string() : text_of(field, *value);
}

const yaml::Node::Sequence* Entry::sequence(std::string_view field) const {
  const Node* value = node(field);
  if (value == nullptr) return nullptr;
  const auto* list = std::get_if<Node::Sequence>(&value->value);
  if (list == nullptr) fail_of_type(field, *value, "a list");
  return list;
}

const yaml::Node::Mapping* Entry::mapping(std::string_view field) const {
  const Node* value = node(field);
  if (value == nullptr) return nullptr;
  const auto* members = std::get_if<Node::Mapping>(&value->value);
  if (members == nullptr) fail_of_type(field, *value, "a mapping");
  return members;
}

std::vector<std::string> Entry::texts_of(std::string_view field, const yaml::Node& node) const {
  if (node.is_null()) return {};
  const auto* list = std::get_if<Node::Sequence>(&node.value);
  if (list == nullptr) fail_of_type(field, node, "a list");
  std::vector<std::string> texts;
  const std::string each = "each of " + std::string(field);
  for (const Node& item : *list) texts.push_back(text_of(each, item));
  return texts;
}

std::vector<std::string> Entry::texts(std::string_view field) const {
  const Node* value = node(field);
  return value == nullptr ? std::vector<std::string>() : texts_of(field, *value);
}

std::map<std::string, std::vector<std::string>> Entry::text_lists(std::string_view field) const {
  std::map<std::string, std::vector<std::string>> lists;
  const yaml::Node::Mapping* members = mapping(field);
  if (members == nullptr) return lists;
  for (const Member& member : *members) {
    lists[member.key] = texts_of(std::string(field) + '.' + member.key, member.value);
  }
  return lists;
}

std::map<std::string, std::string> Entry::text_map(std::string_view field) const {
  std::map<std::string, std::string> texts;
  const yaml::Node::Mapping* members = mapping(field);
  if (members == nullptr) return texts;
  for (const Member& member : *members) {
    texts[member.key] = text_of(std::string(field) + '.' + member.key, member.value);
  }
  return texts;
}

Entry Entry::inside(std::string_view field, const yaml::Mark& mark, const yaml::Node& node) const {
  Entry entry(kind_, name_, origin_, mark, node);
  entry.prefix_ = prefix_ + std::string(field) + '.';
  return entry;
}

std::optional<Entry> Entry::nested(std::string_view field) const {
  if (mapping(field) == nullptr) return std::nullopt;
  const Member* member = fields_.find(field);
  return inside(field, member->mark, member->value);
}

std::vector<Entry> Entry::nested_list(std::string_view field) const {
  std::vector<Entry> entries;
  const yaml::Node::Sequence* list = sequence(field);
  if (list == nullptr) return entries;
  for (const Node& item : *list) {
    if (!std::holds_alternative<Node::Mapping>(item.value) && !item.is_null()) {
      fail_of_type("each of " + std::string(field), item, "a mapping");
    }
    entries.push_back(inside(field, item.mark, item));
  }
  return entries;
}

bool Entry::flag(std::string_view field) const {
  const Node* value = node(field);
  if (value == nullptr) return false;
  const auto* scalar = std::get_if<boost::json::value>(&value->value);
  if (scalar == nullptr || !scalar->is_bool()) fail_of_type(field, *value, "true or false");
  return scalar->get_bool();
}

std::string Entry::data(std::string_view field) const {
  std::optional<std::string> bytes = base64_decode(text(field));
  if (!bytes) {
    fail(field, std::string(field) + " is not base64; `base64 -w0 FILE` makes what belongs there");
  }
  return std::move(*bytes);
}

std::string Entry::path(std::string_view field) const {
  const std::string path = text(field);
  if (path.empty() || origin_->directory.empty()) return path;
  return (std::filesystem::path(origin_->directory) / path).lexically_normal().string();
}

void Entry::fail(std::string_view field, std::string_view problem) const {
  throw ConfigError(subject() + std::string(problem), origin_->file, line_of(field));
}

std::string Entry::subject() const {
  return kind_.empty() ? std::string() : std::string(kind_) + " " + in_quotes(name_) + ": ";
}

std::size_t Entry::line_of(std::string_view field) const {
  for (const std::string& name : {std::string(field), std::string(field) + "-data"}) {
    if (const Member* member = fields_.find(name)) return member->mark.line;
  }
  return mark_.line;
}

void Entry::fail_of_type(std::string_view field, const yaml::Node& node,
                         std::string_view expected) const {
  const bool quotes_help =
      expected == "a string" && std::holds_alternative<boost::json::value>(node.value);
  // In a list the line is the item's.
  constexpr std::string_view each = "each of ";
  const bool is_item = field.starts_with(each);
  const std::string name = (is_item ? std::string(each) : std::string()) + prefix_ +
                           std::string(field.substr(is_item ? each.size() : 0));
  const std::string problem = name + " must be " + std::string(expected) + ", not " +
                              std::string(node.kind()) + (quotes_help ? "; put it in quotes" : "");
  throw ConfigError(subject() + problem, origin_->file, node.mark.line);
}

KubeConfig::KubeConfig(std::string_view yaml, Origin origin) : file_(origin.file) {
  const auto shared = std::make_shared<const Origin>(std::move(origin));
  const Reader reader(shared);
  Node root = parse_yaml(yaml, file_);
  check_kind(reader, root);
  check_rest(Entry("", "", shared, root.mark, root));
  clusters_ = reader.entries(root, "clusters", "cluster");
  users_ = reader.entries(root, "users", "user");
  contexts_ = reader.entries(root, "contexts", "context");
  std::for_each(clusters_.begin(), clusters_.end(), check_cluster);
  std::for_each(users_.begin(), users_.end(), check_user);
  std::for_each(contexts_.begin(), contexts_.end(), check_context);
  current_context_ = reader.text(root, "current-context", "current-context");
  if (!current_context_.empty()) current_context_line_ = root.find("current-context")->mark.line;
}

KubeConfig KubeConfig::read(const std::string& path) {
  std::optional<KubeConfig> kubeconfig = read_if_there(path);
  if (!kubeconfig) throw ConfigError("there is no such kubeconfig; correct the path", path);
  return std::move(*kubeconfig);
}

std::optional<KubeConfig> KubeConfig::read_if_there(const std::string& path) {
  const detail::FileText file = detail::read_file(path, longest_kubeconfig);
  if (file.error == std::errc::no_such_file_or_directory) return std::nullopt;
  if (file.error) {
    throw ConfigError("cannot read the kubeconfig: " + file.error.message() +
                          "; name a file that this program may read",
                      path);
  }
  return KubeConfig(file.text, {path, directory_of(path)});
}

void KubeConfig::merge(KubeConfig other) {
  add_missing(clusters_, std::move(other.clusters_));
  add_missing(users_, std::move(other.users_));
  add_missing(contexts_, std::move(other.contexts_));
  if (current_context_.empty() && !other.current_context_.empty()) {
    current_context_ = std::move(other.current_context_);
    current_context_line_ = other.current_context_line_;
    file_ = std::move(other.file_);
  } else if (file_.empty()) {
    file_ = std::move(other.file_);
  }
}

const Entry* KubeConfig::cluster(std::string_view name) const {
  return find(clusters_, name);
}
const Entry* KubeConfig::user(std::string_view name) const {
  return find(users_, name);
}
const Entry* KubeConfig::context(std::string_view name) const {
  return find(contexts_, name);
}

}  // namespace k8s::auth
