// https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/certificate-signing-request-v1/

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base64.hpp"
#include "testing/fake/kinds/certificates.hpp"
#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::array<std::string_view, 23> usages{"any",
                                                  "cert sign",
                                                  "client auth",
                                                  "code signing",
                                                  "content commitment",
                                                  "crl sign",
                                                  "data encipherment",
                                                  "decipher only",
                                                  "digital signature",
                                                  "email protection",
                                                  "encipher only",
                                                  "ipsec end system",
                                                  "ipsec tunnel",
                                                  "ipsec user",
                                                  "key agreement",
                                                  "key encipherment",
                                                  "microsoft sgc",
                                                  "netscape sgc",
                                                  "ocsp signing",
                                                  "s/mime",
                                                  "server auth",
                                                  "signing",
                                                  "timestamping"};

constexpr std::array<std::string_view, 1> fields{"spec.signerName"};

/// One block of a PEM text.
struct PemBlock {
  std::string type{};
  bool has_headers = false;
  std::string bytes{};
};

/// The blocks of a PEM text, up to what is none.
std::vector<PemBlock> read_pem(const std::string& text) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> source(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
  std::vector<PemBlock> blocks;
  for (;;) {
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    if (PEM_read_bio(source.get(), &name, &header, &data, &size) != 1) break;
    blocks.push_back(
        {name, *header != '\0',
         std::string(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size))});
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
  }
  ERR_clear_error();
  return blocks;
}

std::string decoded(const json::object& object, Path path) {
  return base64_decode(text_at(object, path)).value_or("");
}

/// What is wrong with a request for a certificate; nothing if all is well.
std::string request_problem(const std::string& text) {
  const std::vector<PemBlock> blocks = read_pem(text);
  if (blocks.empty() || blocks.front().type != "CERTIFICATE REQUEST") {
    return "PEM block type must be CERTIFICATE REQUEST";
  }
  const std::string& bytes = blocks.front().bytes;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  const std::unique_ptr<X509_REQ, decltype(&X509_REQ_free)> request(
      d2i_X509_REQ(nullptr, &data, static_cast<long>(bytes.size())), &X509_REQ_free);
  if (request == nullptr) {
    ERR_clear_error();
    return "asn1: structure error: the request has no right form";
  }
  EVP_PKEY* const key = X509_REQ_get0_pubkey(request.get());
  const bool verified = key != nullptr && X509_REQ_verify(request.get(), key) == 1;
  ERR_clear_error();
  return verified ? "" : "crypto/rsa: verification error";
}

/// What is wrong with a certificate; nothing if all is well, or there is none.
std::string certificate_problem(const std::string& text) {
  if (text.empty()) return {};
  const std::vector<PemBlock> blocks = read_pem(text);
  for (const PemBlock& block : blocks) {
    if (block.type != "CERTIFICATE") {
      return "only CERTIFICATE PEM blocks are allowed, found " + go_quote(block.type);
    }
    if (block.has_headers) return "no PEM block headers are permitted";
    const auto* data = reinterpret_cast<const unsigned char*>(block.bytes.data());
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        d2i_X509(nullptr, &data, static_cast<long>(block.bytes.size())), &X509_free);
    if (certificate == nullptr) {
      ERR_clear_error();
      return "x509: malformed certificate";
    }
  }
  return blocks.empty() ? "must contain at least one CERTIFICATE PEM block" : "";
}

void note_author(json::object& request, const Caller& author) {
  json::object& spec = ensure_object(request, "spec");
  for (const char* const name : {"username", "uid", "groups", "extra"}) spec.erase(name);
  const json::object shown = user_info(author);
  for (const auto& member : shown) spec[member.key()] = member.value();
}

void prepare_create(json::object& request, AddressPool& /*addresses*/, FieldErrors& /*errors*/) {
  request["status"] = json::object();
}

void prepare_update(json::object& fresh, const json::object& old, AddressPool& /*addresses*/,
                    FieldErrors& /*errors*/) {
  copy_member(fresh, old, "spec");
}

bool is_decision(std::string_view type) {
  return type == "Approved" || type == "Denied";
}

std::vector<const json::object*> conditions_of(const json::object& request, std::string_view type) {
  std::vector<const json::object*> found;
  for (const json::value& condition : array_at(request, {"status", "conditions"})) {
    if (condition.is_object() && text_at(condition.get_object(), "type") == type) {
      found.push_back(&condition.get_object());
    }
  }
  return found;
}

/// Notes when conditions came about.
void date_conditions(json::object& fresh, const json::object& old, const std::string& now) {
  for (json::object* const condition : objects_in(ensure_object(fresh, "status"), "conditions")) {
    set_default(*condition, "lastUpdateTime", json::value(now));
    if (find(*condition, "lastTransitionTime") != nullptr) continue;
    std::string since = now;
    for (const json::object* const before : conditions_of(old, text_at(*condition, "type"))) {
      if (text_at(*before, "status") != text_at(*condition, "status")) continue;
      since = text_at(*before, "lastTransitionTime");
      break;
    }
    (*condition)["lastTransitionTime"] = since;
  }
}

void prepare_status_update(json::object& fresh, const json::object& old, const std::string& now) {
  for (const char* const type : {"Approved", "Denied"}) {
    const std::vector<const json::object*> before = conditions_of(old, type);
    if (conditions_of(fresh, type).size() != before.size()) continue;
    std::size_t next = 0;
    for (json::object* const condition : objects_in(ensure_object(fresh, "status"), "conditions")) {
      if (text_at(*condition, "type") == type) *condition = *before[next++];
    }
  }
  date_conditions(fresh, old, now);
}

void prepare_approval(json::object& fresh, const json::object& old, const std::string& now) {
  copy_member(ensure_object(fresh, "status"), object_at(old, "status"), "certificate");
  date_conditions(fresh, old, now);
}

void validate_usages(const Part& spec) {
  spec.require("usages");
  spec.each_text("usages", [&](const std::string& usage, const FieldPath& path) {
    if (std::ranges::find(usages, usage) == usages.end()) {
      spec.errors().not_supported(path, usage, usages);
    }
  });
  std::set<std::string> seen;
  spec.each_text("usages", [&](const std::string& usage, const FieldPath& path) {
    if (!seen.insert(usage).second) spec.errors().duplicate(path, usage);
  });
}

void validate_conditions(const json::object& request, FieldErrors& errors) {
  const Part status{object_at(request, "status"), "status", errors};
  const FieldPath path = status.at("conditions");
  std::set<std::string, std::less<>> seen;
  status.each("conditions", [&](const Part& condition) {
    const std::string_view type = condition.text("type");
    condition.require("type");
    if (is_decision(type) || type == "Failed") {
      condition.require_choice("status", {"True"});
    } else {
      condition.require_choice("status", {"False", "True", "Unknown"});
    }
    if (is_decision(type) && seen.contains(type == "Approved" ? "Denied" : "Approved")) {
      errors.invalid(path, type, "Approved and Denied conditions are mutually exclusive");
    }
    if (!seen.emplace(type).second) errors.duplicate(condition.at("type"), type);
  });
}

void validate_spec(const json::object& request, FieldErrors& errors) {
  constexpr std::int64_t shortest = 600;
  const Part spec{object_at(request, "spec"), "spec", errors};
  const std::string problem = request_problem(decoded(request, {"spec", "request"}));
  if (!problem.empty()) {
    const json::value* const text = find(spec.object(), "request");
    errors.invalid(spec.at("request"), text != nullptr ? *text : json::value(), problem);
  }
  validate_usages(spec);
  validate_signer_name(spec, "signerName");
  spec.in_range("expirationSeconds", shortest, std::numeric_limits<std::int64_t>::max(),
                "may not specify a duration less than 600 seconds (10 minutes)");
}

void validate(const json::object& request, FieldErrors& errors) {
  validate_spec(request, errors);
  validate_conditions(request, errors);
}

void forbid_conditions(FieldErrors& errors, const char* what, std::string_view type) {
  errors.forbidden("status.conditions", std::string("updates may not ") + what +
                                            " a condition of type " + go_quote(type));
}

/// \param decides whether the request may be approved or denied
/// \param signs whether the certificate may be set
void validate_change(const json::object& fresh, const json::object& old, bool decides, bool signs,
                     FieldErrors& errors) {
  const std::string certificate = decoded(fresh, {"status", "certificate"});
  const std::string before = decoded(old, {"status", "certificate"});
  if (certificate != before) {
    const std::string problem = certificate_problem(certificate);
    if (!problem.empty()) {
      errors.invalid("status.certificate", "<certificate data>", problem);
    }
  }
  for (const char* const type : {"Approved", "Denied", "Failed"}) {
    if (conditions_of(fresh, type).size() < conditions_of(old, type).size()) {
      forbid_conditions(errors, "remove", type);
    }
  }
  for (const char* const type : {"Approved", "Denied"}) {
    if (decides) break;
    if (conditions_of(fresh, type).size() > conditions_of(old, type).size()) {
      forbid_conditions(errors, "add", type);
    }
  }
  if (certificate == before) return;
  if (!signs) {
    errors.forbidden("status.certificate", "updates may not set certificate content");
  } else if (!before.empty()) {
    errors.forbidden("status.certificate", "updates may not modify existing certificate content");
  }
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  validate_change(fresh, old, false, false, errors);
}

void validate_status_update(const json::object& fresh, const json::object& old,
                            FieldErrors& errors) {
  validate(fresh, errors);
  validate_change(fresh, old, false, true, errors);
}

void validate_approval(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  validate(fresh, errors);
  validate_change(fresh, old, true, false, errors);
}

std::string field_value(const json::object& request, std::string_view /*field*/) {
  return std::string(text_at(request, {"spec", "signerName"}));
}

Complaints check_name(std::string_view /*name*/) {
  return {};
}

}  // namespace

namespace {

/// Checks the parts of one segment of a signer's name, up to the first that is wrong.
void validate_segment(const Part& part, std::string_view name, std::string_view segment,
                      NameCheck check) {
  std::string_view rest = segment;
  for (;;) {
    const std::size_t dot = std::min(rest.find('.'), rest.size());
    const std::string_view label = rest.substr(0, dot);
    const Complaints complaints = check(label);
    for (const std::string& complaint : complaints) {
      part.errors().invalid(part.at(name), segment,
                            "validating label " + go_quote(label) + ": " + complaint);
    }
    if (!complaints.empty() || dot == rest.size()) return;
    rest.remove_prefix(dot + 1);
  }
}

}  // namespace

void validate_signer_name(const Part& part, std::string_view name) {
  constexpr std::size_t longest_domain = 253;
  constexpr std::size_t longest = 571;
  if (!part.require(name)) return;
  const std::string_view text = part.text(name);
  FieldErrors& errors = part.errors();
  if (std::ranges::count(text, '/') != 1) {
    return errors.invalid(
        part.at(name), text,
        "must be a fully qualified domain and path of the form 'example.com/signer-name'");
  }
  const std::string_view domain = text.substr(0, text.find('/'));
  if (domain.size() > longest_domain) errors.too_long(part.at(name), longest_domain);
  validate_segment(part, name, domain, &check_dns_label);
  if (domain.find('.') == domain.npos) {
    errors.invalid(part.at(name), domain,
                   "should be a domain with at least two segments separated by dots");
  }
  validate_segment(part, name, text.substr(domain.size() + 1), &check_dns_subdomain);
  if (text.size() > longest) errors.too_long(part.at(name), longest);
}

const KindRules certificate_signing_request_rules{
    .check_name = &check_name,
    .generation = Generation::none,
    .field_labels = {.names = fields,
                     .refusal = FieldLabels::Refusal::plain,
                     .has_namespace = false},
    .prepare_create = &prepare_create,
    .note_author = &note_author,
    .prepare_update = &prepare_update,
    .date_status = &prepare_status_update,
    .date_approval = &prepare_approval,
    .validate = &validate,
    .validate_update = &validate_update,
    .validate_status_update = &validate_status_update,
    .validate_approval = &validate_approval,
    .field_value = &field_value};

}  // namespace k8s::testing::fake
