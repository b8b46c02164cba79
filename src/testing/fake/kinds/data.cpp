// ConfigMap and Secret hold data under keys.
// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/config-map-v1/

#include "base64.hpp"
#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::size_t max_size = std::size_t{1024} * 1024;

/// Checks the keys of a map and returns the size of its values.
std::size_t validate_keys(const json::object& data, const FieldPath& path, FieldErrors& errors) {
  std::size_t size = 0;
  for (const auto& member : data) {
    errors.invalid(path.key(member.key()), member.key(), check_data_key(member.key()));
    if (member.value().is_string()) size += member.value().get_string().size();
  }
  return size;
}

std::size_t decoded_size(const json::object& data) {
  std::size_t size = 0;
  for (const auto& member : data) {
    if (!member.value().is_string()) continue;
    size += base64_decode(member.value().get_string()).value_or(std::string()).size();
  }
  return size;
}

void forbid_change(const json::object& fresh, const json::object& old, const char* name,
                   FieldErrors& errors) {
  if (same_meaning(fresh.if_contains(name), old.if_contains(name))) return;
  errors.forbidden(name, "field is immutable when `immutable` is set");
}

void validate_frozen(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  if (!flag_at(old, "immutable")) return;
  if (!flag_at(fresh, "immutable")) {
    errors.forbidden("immutable", "field is immutable when `immutable` is set");
  }
  forbid_change(fresh, old, "data", errors);
  forbid_change(fresh, old, "binaryData", errors);
}

void validate_config_map(const json::object& object, FieldErrors& errors) {
  const json::object& data = object_at(object, "data");
  const json::object& binary = object_at(object, "binaryData");
  std::size_t size = validate_keys(data, "data", errors);
  for (const auto& member : data) {
    if (!binary.contains(member.key())) continue;
    errors.invalid(FieldPath("data").key(member.key()), member.key(),
                   "duplicate of key present in binaryData");
  }
  validate_keys(binary, "binaryData", errors);
  size += decoded_size(binary);
  if (size > max_size) errors.too_long("[]", max_size);
}

void validate_config_map_update(const json::object& fresh, const json::object& old,
                                FieldErrors& errors) {
  validate_frozen(fresh, old, errors);
}

// ---- Secret ---------------------------------------------------------------------------------

void default_secret(json::object& secret) {
  if (json::value* const plain = find(secret, "stringData"); plain && plain->is_object()) {
    for (const auto& member : plain->get_object()) {
      if (member.value().is_string()) {
        ensure_object(secret, "data")[member.key()] = base64_encode(member.value().get_string());
      }
    }
  }
  secret.erase("stringData");
  if (text_at(secret, "type").empty()) secret["type"] = "Opaque";
}

void require_key(const json::object& data, std::string_view key, FieldErrors& errors) {
  if (!data.contains(key)) errors.required(FieldPath("data").key(key));
}

void require_json(const json::object& data, std::string_view key, FieldErrors& errors) {
  if (!data.contains(key)) return require_key(data, key, errors);
  try {
    (void)parse_json(base64_decode(text_at(data, key)).value_or(std::string()));
  } catch (const JsonError& error) {
    errors.invalid(FieldPath("data").key(key), "<secret contents redacted>", error.what());
  }
}

void validate_secret(const json::object& secret, FieldErrors& errors) {
  const json::object& data = object_at(secret, "data");
  validate_keys(data, "data", errors);
  if (decoded_size(data) > max_size) errors.too_long("data", max_size);

  const std::string_view type = text_at(secret, "type");
  if (type == "kubernetes.io/service-account-token") {
    static constexpr std::string_view name = "kubernetes.io/service-account.name";
    if (text_at(secret, {"metadata", "annotations", name}).empty()) {
      errors.required(FieldPath("metadata.annotations").key(name));
    }
  } else if (type == "kubernetes.io/dockercfg") {
    require_json(data, ".dockercfg", errors);
  } else if (type == "kubernetes.io/dockerconfigjson") {
    require_json(data, ".dockerconfigjson", errors);
  } else if (type == "kubernetes.io/basic-auth") {
    if (!data.contains("username") && !data.contains("password")) {
      require_key(data, "username", errors);
      require_key(data, "password", errors);
    }
  } else if (type == "kubernetes.io/ssh-auth") {
    if (text_at(data, "ssh-privatekey").empty()) {
      errors.required(FieldPath("data").key("ssh-privatekey"));
    }
  } else if (type == "kubernetes.io/tls") {
    require_key(data, "tls.crt", errors);
    require_key(data, "tls.key", errors);
  }
}

void validate_secret_update(const json::object& fresh, const json::object& old,
                            FieldErrors& errors) {
  validate_immutable(fresh, old, "type", "type", errors);
  validate_frozen(fresh, old, errors);
}

/// Of a certificate or a key that none is; what is wrong with the rest of them nobody looks at.
void warn_of_secret(const json::object& secret, std::vector<std::string>& warnings) {
  if (text_at(secret, "type") != "kubernetes.io/tls") return;
  const json::object& data = object_at(secret, "data");
  const auto is_pem = [&](std::string_view key) {
    const std::string text = base64_decode(text_at(data, key)).value_or(std::string());
    return text.find("-----BEGIN ") != text.npos;
  };
  if (!is_pem("tls.crt")) {
    warnings.emplace_back("tls: failed to find any PEM data in certificate input");
  } else if (!is_pem("tls.key")) {
    warnings.emplace_back("tls: failed to find any PEM data in key input");
  }
}

std::string secret_field(const json::object& secret, std::string_view /*field*/) {
  return std::string(text_at(secret, "type"));
}

constexpr std::string_view secret_fields[] = {"type"};

}  // namespace

const KindRules config_map_rules{.checks_new_metadata_on_update = true,
                                 .generation = Generation::none,
                                 .validate = &validate_config_map,
                                 .validate_update = &validate_config_map_update};

const KindRules secret_rules{
    .checks_new_metadata_on_update = true,
    .generation = Generation::none,
    .field_labels = {.names = secret_fields, .refusal = FieldLabels::Refusal::plain},
    .set_defaults = &default_secret,
    .validate = &validate_secret,
    .validate_update = &validate_secret_update,
    .warn_always = &warn_of_secret,
    .field_value = &secret_field};

}  // namespace k8s::testing::fake
