#include "testing/fake/body.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/json/serialize.hpp>
#include <k8s/models/meta/v1/object_meta.hpp>

#include "ascii.hpp"
#include "testing/fake/api_version.hpp"
#include "testing/fake/custom_schema.hpp"
#include "testing/fake/go_yaml.hpp"
#include "testing/fake/protobuf.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/reviews.hpp"
#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::size_t summary_length = 30;

/// The beginning of a body, for a refusal that cannot name the object.
std::string summary(std::string_view body) {
  if (body.empty()) return "<empty>";
  const std::string_view part = body.substr(0, summary_length);
  const char* const more = body.size() > summary_length ? " ..." : "";
  if (body.front() == '{') return std::string(part) + more;
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const char c : part) {
    hex += digits[static_cast<unsigned char>(c) >> 4];
    hex += digits[static_cast<unsigned char>(c) & 15U];
  }
  return hex + more;
}

const char* json_kind(const json::value& value) {
  if (value.is_array()) return "array";
  if (value.is_string()) return "string";
  if (value.is_bool()) return "bool";
  return value.is_object() ? "object" : "number";
}

/// Whether a text is parameters of a media type: `; charset=utf-8`.
bool has_parameters(std::string_view text) {
  const auto skip_spaces = [&text] {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  };
  const auto skip_name = [&text] {
    const std::size_t end = std::min(text.find_first_of(" \t;=\"(),/:<>?@[]\\"), text.size());
    text.remove_prefix(end);
    return end > 0;
  };
  while (true) {
    skip_spaces();
    if (text.empty()) return true;
    if (text.front() != ';') return false;
    text.remove_prefix(1);
    skip_spaces();
    if (text.empty()) return true;
    if (!skip_name() || !text.starts_with('=')) return false;
    text.remove_prefix(1);
    if (!text.starts_with('"')) {
      if (!skip_name()) return false;
      continue;
    }
    std::size_t end = 1;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    if (end >= text.size()) return false;
    text.remove_prefix(end + 1);
  }
}

/// Of the header Content-Type, in small letters and without its parameters.
std::string media_type_of(const Headers& headers) {
  const std::string* const header = headers.find("Content-Type");
  if (header == nullptr) return {};
  std::string type = header->substr(0, header->find(';'));
  if (!has_parameters(std::string_view(*header).substr(type.size()))) return "none";
  type.erase(type.find_last_not_of(' ') + 1);
  return lower(type);
}

[[noreturn]] void refuse_unrecognized(const Resource& resource, const std::string& why,
                                      std::string_view body) {
  refuse_bad_request("the object provided is unrecognized (must be of type " + resource.kind +
                     "): " + why + " (" + summary(body) + ")");
}

class Reader {
 public:
  /// \param patched how a refusal shows what a patch has made, if that is what the text is
  /// \param original what a refusal shows in place of the text, if that is another
  Reader(const Resource& resource, std::string_view body, std::string_view original,
         const ResourceRegistry& resources, std::optional<std::string_view> patched)
      : resource_(resource),
        body_(body),
        original_(original.empty() ? body : original),
        resources_(resources),
        patched_(patched) {}

  void keep_nulls() { nulls_ = Nulls::kept; }

  json::object read(std::vector<std::string>& strict_errors) {
    parse();
    read_type();
    json::object object = resource_.is_custom() ? custom(strict_errors) : builtin(strict_errors);
    object["kind"] = resource_.kind;
    object["apiVersion"] = resource_.api_version();
    return object;
  }

  /// Refuses what is of another version or kind, which the server sees last of custom ones.
  void check_custom_type() const {
    if (!resource_.is_custom()) return;
    const bool is_other_version = named_version() != resource_.api_version();
    if (!patched_ && is_other_version) refuse_version(named_version());
    if (version_.empty()) {
      refuse_internal_error("Object 'apiVersion' is missing in 'object has no apiVersion field'");
    }
    FieldErrors errors;
    if (kind_ != resource_.kind) errors.invalid("kind", kind_, "must be " + resource_.kind);
    if (is_other_version) {
      errors.invalid("apiVersion", named_version(), "must be " + resource_.api_version());
    }
    if (errors.empty()) return;
    refuse_invalid({group_, kind_}, name_of(document_.value.get_object()), errors);
  }

  /// Refuses the body as an object whose kind is known by now.
  [[noreturn]] void fail(const std::string& why) const {
    if (patched_) fail_patch(why);
    refuse_bad_request(kind_ + " in version " + go_quote(version_) + " cannot be handled as a " +
                       resource_.kind + ": " + why);
  }

 private:
  [[noreturn]] void fail_patch(const std::string& why) const {
    FieldErrors errors;
    errors.invalid("patch", *patched_, why);
    refuse_invalid({}, "", errors);
  }

  [[noreturn]] void fail_unrecognized(const std::string& why) const {
    if (patched_) fail_patch(why);
    refuse_unrecognized(resource_, why, original_);
  }

  void parse() {
    try {
      document_ =
          parse_json(body_, resource_.is_custom() ? Duplicates::last_wins : Duplicates::merged);
    } catch (const JsonError& error) {
      fail_unrecognized(std::string("couldn't get version/kind; json parse error: ") +
                        error.what());
    }
    if (document_.value.is_null()) document_.value.emplace_object();
    if (!document_.value.is_object()) {
      fail_unrecognized(
          std::string("couldn't get version/kind; json parse error: json: cannot unmarshal ") +
          json_kind(document_.value) +
          " into Go value of type struct { APIVersion string "
          "\"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }");
    }
  }

  [[nodiscard]] std::string text_of(std::string_view name) const {
    const json::value* const value = find(document_.value.get_object(), name);
    if (value == nullptr) return {};
    if (!value->is_string()) {
      fail_unrecognized(
          std::string("couldn't get version/kind; json parse error: json: cannot unmarshal ") +
          json_kind(*value) + " into Go struct field ." + std::string(name) + " of type string");
    }
    return std::string(value->get_string());
  }

  void read_type() {
    kind_ = text_of("kind");
    const std::string api_version = text_of("apiVersion");
    if (is_review(resource_)) {
      if (kind_.empty()) kind_ = resource_.kind;
      group_ = resource_.group;
      version_ = resource_.version;
      if (!api_version.empty() && api_version != resource_.api_version()) {
        refuse_version(api_version);
      }
      return;
    }
    if (kind_.empty() && resource_.is_custom()) {
      fail_unrecognized("Object 'Kind' is missing in '" + std::string(body_) + "'");
    }
    if (kind_.empty()) kind_ = resource_.kind;
    if (std::ranges::count(api_version, '/') > 1) {
      fail_unrecognized("unexpected GroupVersion string: " + api_version);
    }
    const auto [group, version] = split_api_version(api_version);
    names_version_ = !version.empty() || (!group.empty() && group != resource_.group);
    const bool takes_default = !names_version_ && !resource_.is_custom();
    group_ = takes_default ? resource_.group : group;
    version_ = takes_default ? resource_.version : version;
    if (!resource_.is_custom()) check_builtin_type();
  }

  /// The group and version that the text names, as the server writes them.
  [[nodiscard]] std::string named_version() const {
    return group_.empty() ? version_ : group_ + "/" + version_;
  }

  void check_builtin_type() const {
    if (kind_ == resource_.kind && group_ == resource_.group && version_ == resource_.version) {
      return;
    }
    if (version_.empty()) fail("Object 'apiVersion' is missing in '" + std::string(body_) + "'");
    const bool is_list = kind_.ends_with("List");
    const std::string item = is_list ? kind_.substr(0, kind_.size() - 4) : kind_;
    if (resources_.find_kind(group_, version_, item) == nullptr) {
      const std::string wanted = patched_ && !names_version_
                                     ? "the internal version of group " + go_quote(group_)
                                     : "version " + go_quote(named_version());
      fail("no kind " + go_quote(kind_) + " is registered for " + wanted +
           " in scheme \"pkg/runtime/scheme.go:111\"");
    }
    if (kind_ == resource_.kind && group_ == resource_.group) refuse_version(named_version());
    const std::string package =
        resource_.group.empty() ? "core" : resource_.group.substr(0, resource_.group.find('.'));
    fail("converting (" + version_ + "." + kind_ + ") to (" + package + "." + resource_.kind +
         "): unknown conversion");
  }

  [[noreturn]] void refuse_version(const std::string& api_version) const {
    if (patched_) {
      FieldErrors errors;
      errors.invalid("apiVersion", api_version, "must be " + resource_.api_version());
      refuse_invalid({group_, kind_}, name_of(document_.value.get_object()), errors);
    }
    refuse_bad_request("the API version in the data (" + api_version +
                       ") does not match the expected API version (" + resource_.api_version() +
                       ")");
  }

  json::object builtin(std::vector<std::string>& strict_errors) {
    if (patched_ && !names_version_) return untyped(strict_errors);
    try {
      return decode(*resource_.table, document_.value.get_object(), document_, "", strict_errors);
    } catch (const SchemaError& error) {
      fail(error.what());
    }
  }

  /// What a patch has left without a type: nothing of it is known.
  json::object untyped(std::vector<std::string>& strict_errors) const {
    complain_of_members({"apiVersion", "kind"}, strict_errors);
    return {};
  }

  /// Of all members but those that are known.
  void complain_of_members(std::initializer_list<std::string_view> known,
                           std::vector<std::string>& strict_errors) const {
    const json::value members = sorted(document_.value);
    for (const auto& member : members.get_object()) {
      const std::string name(member.key());
      if (std::ranges::find(known, name) != known.end()) continue;
      strict_errors.push_back("unknown field \"" + name + "\"");
    }
  }

  /// What has no types but those of its metadata.
  json::object custom(std::vector<std::string>& strict_errors) {
    json::object object = document_.value.get_object();
    try {
      check_numbers(document_.value, document_);
      if (const json::value* const value = find(object, "metadata"); value && !value->is_object()) {
        fail(std::string("json: cannot unmarshal ") + json_kind(*value) +
             " into Go value of type v1.ObjectMeta");
      }
      const meta::v1::ObjectMeta* const metadata = nullptr;
      object["metadata"] = decode(k8s_describe(metadata), object_at(object, "metadata"), document_,
                                  "metadata", strict_errors);
    } catch (const SchemaError& error) {
      fail(error.what());
    }
    for (const std::string& path : document_.duplicates) {
      if (path.starts_with("metadata.")) continue;
      strict_errors.push_back("duplicate field \"" + path + "\"");
    }
    if (group_ == resource_.group && kind_ == resource_.kind) prune(object, strict_errors);
    return object;
  }

  /// Takes away what the version that the object names does not have: all, if there is no such.
  void prune(json::object& object, std::vector<std::string>& strict_errors) const {
    const bool is_own = version_ == resource_.version;
    const Resource* const named =
        is_own ? &resource_ : resources_.find(group_, version_, resource_.plural);
    if (named == nullptr) {
      return complain_of_members({"apiVersion", "kind", "metadata"}, strict_errors);
    }
    if (named->schema == nullptr) return;
    std::vector<std::string> unknown;
    named->schema->prune(object, unknown);
    for (const std::string& path : unknown) {
      strict_errors.push_back("unknown field \"" + path + "\"");
    }
    named->schema->set_defaults(object, nulls_);
  }

  const Resource& resource_;
  std::string_view body_;
  std::string_view original_;
  const ResourceRegistry& resources_;
  std::optional<std::string_view> patched_;
  Nulls nulls_ = Nulls::dropped;
  ParsedJson document_;
  std::string kind_;
  std::string group_;
  std::string version_;
  bool names_version_ = true;  // rather than to leave that to the server
};

json::object read(Reader reader, const Resource& resource, FieldValidation validation,
                  std::vector<std::string>& warnings, std::vector<std::string> strict_errors) {
  json::object object = reader.read(strict_errors);
  if (validation == FieldValidation::warn) {
    std::ranges::move(strict_errors, std::back_inserter(warnings));
  } else if (validation == FieldValidation::strict && !strict_errors.empty()) {
    std::string all;
    for (const std::string& error : strict_errors) all += (all.empty() ? "" : ", ") + error;
    reader.fail("strict decoding error: " + all);
  }
  reader.check_custom_type();
  if (resource.rules->set_defaults != nullptr) resource.rules->set_defaults(object);
  return object;
}

}  // namespace

json::object read_object(const Resource& resource, std::string_view body,
                         FieldValidation validation, std::vector<std::string>& warnings,
                         const ResourceRegistry& resources) {
  return read({resource, body, "", resources, std::nullopt}, resource, validation, warnings, {});
}

json::object read_object(const Resource& resource, const Body& body, FieldValidation validation,
                         std::vector<std::string>& warnings, const ResourceRegistry& resources) {
  std::vector<std::string> complaints = body.complaints;
  if (validation == FieldValidation::strict && !complaints.empty()) {
    complaints = {unmarshal_errors(complaints)};
  }
  return read({resource, body.text, body.original, resources, std::nullopt}, resource, validation,
              warnings, std::move(complaints));
}

json::object read_patched(const Resource& resource, std::string_view text, std::string_view shown,
                          std::vector<std::string> complaints, FieldValidation validation,
                          std::vector<std::string>& warnings, const ResourceRegistry& resources) {
  return read({resource, text, "", resources, shown}, resource, validation, warnings,
              std::move(complaints));
}

json::object read_merged(const Resource& resource, std::string_view text,
                         const ResourceRegistry& resources) {
  std::vector<std::string> warnings;
  Reader reader(resource, text, "", resources, std::nullopt);
  reader.keep_nulls();
  return read(std::move(reader), resource, FieldValidation::ignore, warnings, {});
}

Body read_body(const Resource& resource, const Headers& headers, const std::string& body) {
  const std::string type = media_type_of(headers);
  if (type.empty() || type == "application/json") return {.text = body};
  try {
    if (type == "application/yaml") {
      ParsedYaml parsed = parse_yaml(body);
      return {boost::json::serialize(parsed.value), body, std::move(parsed.complaints)};
    }
    const bool has_protobuf = !resource.is_custom() || is_review(resource);
    if (type == "application/vnd.kubernetes.protobuf" && has_protobuf) {
      return {.text = to_text(read_protobuf(body))};
    }
  } catch (const YamlError& error) {
    refuse_unrecognized(resource, error.what(), body);
  } catch (const ProtobufError& error) {
    const std::string why = error.what();
    if (why.starts_with("provided data")) refuse_unrecognized(resource, why, body);
    refuse_bad_request(why);
  }
  refuse_media_type(
      std::string("the body of the request was in an unknown format - accepted media types "
                  "include: application/json, application/yaml") +
      (resource.is_custom() ? "" : ", application/vnd.kubernetes.protobuf"));
}

}  // namespace k8s::testing::fake
