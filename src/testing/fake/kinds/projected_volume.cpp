#include "testing/fake/kinds/projected_volume.hpp"

#include <set>
#include <string>

#include "testing/fake/kinds/field_refs.hpp"
#include "testing/fake/kinds/volume_paths.hpp"

namespace k8s::testing::fake {
namespace {

void validate_token_projection(const Part& token, const FieldPath& projected) {
  constexpr std::int64_t shortest = 600;
  constexpr std::int64_t longest = std::int64_t{1} << 32;
  const std::int64_t seconds = token.number("expirationSeconds");
  FieldErrors& errors = token.errors();
  if (seconds < shortest) {
    errors.invalid(token.at("expirationSeconds"), seconds,
                   "may not specify a duration less than 10 minutes");
  }
  if (seconds > longest) {
    errors.invalid(token.at("expirationSeconds"), seconds,
                   "may not specify a duration larger than 2^32 seconds");
  }
  if (token.text("path").empty()) {
    errors.required(projected.child("path"));
  } else {
    validate_local_path(token.text("path"), projected.child("path"), errors);
  }
}

void validate_signer(const Part& source) {
  constexpr const char* words =
      "must be a fully qualified domain and path of the form 'example.com/signer-name'";
  const std::string_view name = source.text("signerName");
  if (!source.require("signerName", "must be a valid signer name")) return;
  if (name.find('/') == name.npos) source.errors().invalid(source.at("signerName"), name, words);
}

void validate_trust_bundle(const Part& bundle) {
  FieldErrors& errors = bundle.errors();
  if (bundle.has("name") && bundle.has("signerName")) {
    errors.invalid(bundle.path(), bundle.object(), "only one of name and signerName may be used");
  } else if (bundle.has("name")) {
    const std::string_view name = bundle.text("name");
    if (name.empty()) errors.required(bundle.at("name"), "must be a valid object name");
    for (const std::string& complaint : check_dns_subdomain(name)) {
      errors.invalid(bundle.at("name"), name, "not a valid clustertrustbundlename: " + complaint);
    }
    if (bundle.has("labelSelector")) {
      errors.invalid(bundle.at("labelSelector"), object_at(bundle.object(), "labelSelector"),
                     "labelSelector must be unset if name is specified");
    }
  } else if (bundle.has("signerName")) {
    validate_signer(bundle);
    (void)validate_label_selector(object_at(bundle.object(), "labelSelector"),
                                  bundle.at("labelSelector"), errors);
  } else {
    errors.required(bundle.path(), "either name or signerName must be specified");
  }
  bundle.require("path");
  validate_local_path(bundle.text("path"), bundle.at("path"), errors);
}

}  // namespace

void validate_file_mode(const Part& part, std::string_view name) {
  constexpr int largest = 0777;
  part.in_range(name, 0, largest, "must be a number between 0 and 0777 (octal), both inclusive");
}

void validate_key_to_path(const Part& item) {
  item.require("key");
  item.require("path");
  validate_local_path(item.text("path"), item.at("path"), item.errors());
  validate_file_mode(item, "mode");
}

void validate_downward_file(const Part& item, const FieldPath& path) {
  const Part file{item.object(), path, item.errors()};
  file.require("path");
  validate_local_path(file.text("path"), file.at("path"), file.errors());
  const bool has_resource = file.has("resourceFieldRef");
  if (file.has("fieldRef")) {
    validate_field_ref(file.child("fieldRef"),
                       {"metadata.annotations", "metadata.labels", "metadata.name",
                        "metadata.namespace", "metadata.uid"});
    if (has_resource) {
      file.errors().invalid(path, "resource",
                            "fieldRef and resourceFieldRef can not be specified simultaneously");
    }
  } else if (has_resource) {
    validate_resource_field_ref(file.child("resourceFieldRef"), true);
  } else {
    file.errors().required(path, "one of fieldRef and resourceFieldRef is required");
  }
  validate_file_mode(file, "mode");
}

void validate_projected(const Part& projected) {
  validate_file_mode(projected, "defaultMode");
  std::set<std::string, std::less<>> paths;
  const auto note = [&](std::string_view path, std::string_view shown_value) {
    if (path.empty() || paths.emplace(path).second) return;
    projected.errors().invalid(projected.path(), shown_value, "conflicting duplicate paths");
  };
  projected.each("sources", [&](const Part& source) {
    int kinds = 0;
    for (const char* const kind : {"secret", "configMap"}) {
      if (!source.has(kind)) continue;
      ++kinds;
      const Part from = source.child(kind);
      from.require("name");
      from.each("items", [&](const Part& item) {
        validate_key_to_path(item);
        note(item.text("path"), from.text("name"));
      });
    }
    if (source.has("downwardAPI")) {
      ++kinds;
      const Part from = source.child("downwardAPI");
      from.each("items", [&](const Part& item) {
        validate_downward_file(item, from.path());
        note(item.text("path"), item.text("path"));
      });
    }
    if (source.has("serviceAccountToken")) {
      ++kinds;
      validate_token_projection(source.child("serviceAccountToken"), projected.path());
    }
    if (source.has("clusterTrustBundle")) {
      ++kinds;
      const Part bundle = source.child("clusterTrustBundle");
      validate_trust_bundle(bundle);
      note(bundle.text("path"), bundle.text("path"));
    }
    if (source.has("podCertificate")) ++kinds;
    if (kinds > 1) {
      projected.errors().forbidden(source.path(),
                                   "may not specify more than 1 volume type per source");
    }
  });
}

}  // namespace k8s::testing::fake
