#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/parse.hpp"

namespace k8s::auth {

/// Where a part of a kubeconfig was written.
struct Origin {
  /// For errors.
  std::string file;
  /// What relative paths are relative to.
  std::string directory;
};

/// One named cluster, user or context. Reading a field checks its type: a kubeconfig may come from
/// anywhere.
class Entry {
 public:
  /// \param kind such as "user"; empty for the kubeconfig itself
  Entry(std::string_view kind, std::string name, std::shared_ptr<const Origin> origin,
        yaml::Mark mark, yaml::Node fields);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const Origin& origin() const noexcept { return *origin_; }

  // Absent, null and empty are the same in a kubeconfig.
  [[nodiscard]] std::string text(std::string_view field) const;
  [[nodiscard]] bool flag(std::string_view field) const;
  /// What base64 holds.
  [[nodiscard]] std::string data(std::string_view field) const;
  /// A path, absolute unless the file is known by no directory.
  [[nodiscard]] std::string path(std::string_view field) const;
  /// Null if absent or null.
  [[nodiscard]] const yaml::Node* node(std::string_view field) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view field) const;
  /// The fields of a mapping, each with a list of texts.
  [[nodiscard]] std::map<std::string, std::vector<std::string>> text_lists(
      std::string_view field) const;
  /// The fields of a mapping, each with a text.
  [[nodiscard]] std::map<std::string, std::string> text_map(std::string_view field) const;
  /// A mapping; nothing if absent or null.
  [[nodiscard]] std::optional<Entry> nested(std::string_view field) const;
  /// A list of mappings.
  [[nodiscard]] std::vector<Entry> nested_list(std::string_view field) const;

  /// Throws a ConfigError that names the file, this entry, and the line of the field or of its
  /// twin, FIELD-data.
  [[noreturn]] void fail(std::string_view field, std::string_view problem) const;
  /// Where it begins, from 1.
  [[nodiscard]] std::size_t line() const noexcept { return mark_.line; }
  /// All its fields.
  [[nodiscard]] const yaml::Node& fields() const noexcept { return fields_; }

 private:
  [[nodiscard]] Entry inside(std::string_view field, const yaml::Mark& mark,
                             const yaml::Node& node) const;
  [[nodiscard]] std::string text_of(std::string_view field, const yaml::Node& node) const;
  [[nodiscard]] std::vector<std::string> texts_of(std::string_view field,
                                                  const yaml::Node& node) const;
  [[nodiscard]] const yaml::Node::Mapping* mapping(std::string_view field) const;
  [[nodiscard]] const yaml::Node::Sequence* sequence(std::string_view field) const;
  /// How errors begin: `user "ann": `.
  [[nodiscard]] std::string subject() const;
  [[nodiscard]] std::size_t line_of(std::string_view field) const;
  [[noreturn]] void fail_of_type(std::string_view field, const yaml::Node& node,
                                 std::string_view expected) const;

  std::string_view kind_;
  std::string name_;
  /// Of a field inside of another: "exec."
  std::string prefix_;
  std::shared_ptr<const Origin> origin_;
  yaml::Mark mark_;
  yaml::Node fields_;
};

/// What one kubeconfig says, or several of them together.
/// https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
class KubeConfig {
 public:
  KubeConfig() = default;
  /// \throws ConfigError naming file and line
  KubeConfig(std::string_view yaml, Origin origin);
  /// \throws ConfigError if the file cannot be read or is not what it should be
  static KubeConfig read(const std::string& path);
  /// As read, but a file that does not exist is no error.
  static std::optional<KubeConfig> read_if_there(const std::string& path);

  /// Adds what `other` has and this has not: the first file that names a thing wins.
  void merge(KubeConfig other);

  [[nodiscard]] const Entry* cluster(std::string_view name) const;
  [[nodiscard]] const Entry* user(std::string_view name) const;
  [[nodiscard]] const Entry* context(std::string_view name) const;
  [[nodiscard]] const std::string& current_context() const noexcept { return current_context_; }
  /// 0 if there is no current context.
  [[nodiscard]] std::size_t current_context_line() const noexcept { return current_context_line_; }
  /// The file that says which context is current, else the first.
  [[nodiscard]] const std::string& file() const noexcept { return file_; }

  [[nodiscard]] const std::vector<Entry>& clusters() const noexcept { return clusters_; }
  [[nodiscard]] const std::vector<Entry>& users() const noexcept { return users_; }
  [[nodiscard]] const std::vector<Entry>& contexts() const noexcept { return contexts_; }

 private:
  std::vector<Entry> clusters_;
  std::vector<Entry> users_;
  std::vector<Entry> contexts_;
  std::string current_context_;
  std::size_t current_context_line_ = 0;
  std::string file_;
};

}  // namespace k8s::auth
