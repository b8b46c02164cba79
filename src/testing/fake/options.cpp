#include "testing/fake/options.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/json/value_from.hpp>

#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::size_t max_manager = 128;

GroupName options_kind(const char* kind) {
  return {"meta.k8s.io", kind};
}

void check(const char* kind, const FieldErrors& errors) {
  if (!errors.empty()) refuse_invalid(options_kind(kind), "", errors);
}

bool read_dry_run(const std::vector<std::string>& values, FieldErrors& errors) {
  const bool known =
      std::ranges::all_of(values, [](const std::string& value) { return value == "All"; });
  if (!known) errors.not_supported("dryRun", json::value_from(values), {"All"});
  return !values.empty();
}

void check_field_manager(const std::string& manager, FieldErrors& errors) {
  if (manager.size() > max_manager) errors.too_long("fieldManager", max_manager);
  for (std::size_t i = 0; i < manager.size(); ++i) {
    const auto c = static_cast<unsigned char>(manager[i]);
    if (c >= 0x20 && c != 0x7F) continue;
    static constexpr char digits[] = "0123456789ABCDEF";
    const std::string code = std::string("U+00") + digits[c / 16] + digits[c % 16];
    errors.invalid("fieldManager", manager,
                   "invalid character " + code + " (at position " + std::to_string(i) + ")");
  }
}

FieldValidation read_field_validation(const std::string& text, FieldErrors& errors) {
  if (text.empty() || text == "Warn") return FieldValidation::warn;
  if (text == "Ignore") return FieldValidation::ignore;
  if (text != "Strict") {
    errors.not_supported("fieldValidation", text, {"", "Ignore", "Strict", "Warn"});
  }
  return FieldValidation::strict;
}

constexpr const char* options_version = "meta.k8s.io/v1";

json::object shown_options(const Query& query, const char* kind) {
  json::object shown{{"kind", kind}, {"apiVersion", options_version}};
  if (const auto dry_run = query.all("dryRun"); !dry_run.empty()) {
    shown["dryRun"] = json::value_from(dry_run);
  }
  for (const char* const name : {"fieldManager", "fieldValidation"}) {
    if (const std::string text = query.text(name); !text.empty()) shown[name] = text;
  }
  return shown;
}

/// What all options of writes have.
WriteOptions read_common(const Query& query, FieldErrors& errors) {
  WriteOptions options;
  options.manager = query.text("fieldManager");
  check_field_manager(options.manager, errors);
  options.dry_run = read_dry_run(query.all("dryRun"), errors);
  options.field_validation = read_field_validation(query.text("fieldValidation"), errors);
  return options;
}

/// The members of DeleteOptions, wherever they stand.
struct RawDeleteOptions {
  std::vector<std::string> dry_run{};
  std::optional<std::string> propagation{};
};

DeleteOptions checked(DeleteOptions options, const RawDeleteOptions& raw) {
  FieldErrors errors;
  if (raw.propagation) {
    if (options.orphan_dependents) {
      errors.invalid("propagationPolicy", *raw.propagation,
                     "orphanDependents and deletionPropagation cannot be both set");
    }
    if (*raw.propagation == "Foreground") {
      options.propagation = Propagation::foreground;
    } else if (*raw.propagation == "Background") {
      options.propagation = Propagation::background;
    } else if (*raw.propagation == "Orphan") {
      options.propagation = Propagation::orphan;
    } else {
      errors.not_supported("propagationPolicy", *raw.propagation,
                           {"Foreground", "Background", "Orphan", "nil"});
    }
  }
  options.dry_run = read_dry_run(raw.dry_run, errors);
  check("DeleteOptions", errors);
  return options;
}

std::optional<std::string> optional_text(const json::object& object, Path path) {
  const json::value* const value = find(object, path);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

const char* json_kind(const json::value& value) {
  if (value.is_array()) return "array";
  if (value.is_object()) return "object";
  if (value.is_string()) return "string";
  return value.is_bool() ? "bool" : "number";
}

/// Refuses a member of DeleteOptions that is not of its type.
void check_member(const json::object& object, const char* name, json::kind kind,
                  const char* go_type) {
  const json::value* const value = find(object, name);
  if (value == nullptr || value->kind() == kind) return;
  refuse_bad_request(std::string("json: cannot unmarshal ") + json_kind(*value) +
                     " into Go struct field DeleteOptions." + name + " of type " + go_type);
}

json::object parse_options(std::string_view body) {
  static const std::string problem = "couldn't get version/kind; json parse error: ";
  json::value value;
  try {
    value = parse_json(body).value;
  } catch (const JsonError& error) {
    refuse_bad_request(problem + error.what());
  }
  if (value.is_null()) return {};
  if (value.is_object()) return value.get_object();
  refuse_bad_request(
      problem + "json: cannot unmarshal " + json_kind(value) +
      " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; "
      "Kind string \"json:\\\"kind,omitempty\\\"\" }");
}

DeleteOptions options_from_body(std::string_view body) {
  const json::object object = parse_options(body);
  if (const std::string_view kind = text_at(object, "kind");
      !kind.empty() && kind != "DeleteOptions") {
    const std::string version(text_at(object, "apiVersion"));
    refuse_bad_request("no kind " + go_quote(kind) + " is registered for version " +
                       go_quote(version.empty() ? options_version : version) +
                       " in scheme \"pkg/runtime/scheme.go:111\"");
  }
  check_member(object, "gracePeriodSeconds", json::kind::int64, "int64");
  check_member(object, "orphanDependents", json::kind::bool_, "bool");
  check_member(object, "preconditions", json::kind::object, "v1.Preconditions");
  const json::object& preconditions = object_at(object, "preconditions");
  for (const auto& [name, go_type] :
       {std::pair{"uid", "types.UID"}, {"resourceVersion", "string"}}) {
    const json::value* const value = find(preconditions, name);
    if (value == nullptr || value->is_string()) continue;
    refuse_bad_request(std::string("json: cannot unmarshal ") + json_kind(*value) +
                       " into Go struct field Preconditions.preconditions." + name + " of type " +
                       go_type);
  }
  check_member(object, "propagationPolicy", json::kind::string, "v1.DeletionPropagation");
  check_member(object, "dryRun", json::kind::array, "[]string");
  DeleteOptions options;
  options.grace_period = number_at(object, "gracePeriodSeconds");
  if (find(object, "orphanDependents") != nullptr) {
    options.orphan_dependents = flag_at(object, "orphanDependents");
  }
  options.uid = optional_text(object, {"preconditions", "uid"});
  options.resource_version = optional_text(object, {"preconditions", "resourceVersion"});
  return checked(options, {.dry_run = texts_at(object, {"dryRun"}),
                           .propagation = optional_text(object, {"propagationPolicy"})});
}

Match read_match(const std::string& text) {
  return text == "Exact"          ? Match::exact
         : text == "NotOlderThan" ? Match::not_older_than
                                  : Match::unset;
}

void check_list(const ListOptions& options, const std::string& match, FieldErrors& errors) {
  const FieldPath path = "resourceVersionMatch";
  if (!match.empty()) {
    if (options.resource_version.empty()) {
      errors.forbidden(path,
                       "resourceVersionMatch is forbidden unless resourceVersion is provided");
    }
    if (!options.continue_token.empty()) {
      errors.forbidden(path, "resourceVersionMatch is forbidden when continue is provided");
    }
    if (options.match == Match::unset) {
      errors.not_supported(path, match, {"Exact", "NotOlderThan", ""});
    }
    if (options.match == Match::exact && options.resource_version == "0") {
      errors.forbidden(path,
                       "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
    }
  }
  if (options.send_initial_events) {
    errors.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
  }
}

void check_watch(const ListOptions& options, const std::string& match, FieldErrors& errors) {
  const FieldPath path = "resourceVersionMatch";
  if (options.send_initial_events && options.match != Match::not_older_than) {
    errors.forbidden(path,
                     "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  }
  if (match.empty()) {
    // A watch from no particular version begins with what there is, as if that had been asked for.
    const bool from_anywhere = options.resource_version.empty() || options.resource_version == "0";
    if (from_anywhere && !options.send_initial_events && !options.continue_token.empty()) {
      errors.forbidden(path, "resourceVersionMatch is forbidden when continue is provided");
    }
    return;
  }
  if (!options.send_initial_events) {
    errors.forbidden(
        path, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
  }
  if (options.match != Match::not_older_than) errors.not_supported(path, match, {"NotOlderThan"});
  if (!options.continue_token.empty()) {
    errors.forbidden(path, "resourceVersionMatch is forbidden when continue is provided");
  }
}

}  // namespace

WriteOptions read_write_options(const Query& query, const char* kind) {
  FieldErrors errors;
  WriteOptions options = read_common(query, errors);
  options.shown = shown_options(query, kind);
  check(kind, errors);
  return options;
}

WriteOptions read_patch_options(const Query& query, bool apply) {
  FieldErrors errors;
  const std::optional<bool> force = query.flag("force");
  if (apply && query.text("fieldManager").empty()) {
    errors.required("fieldManager", "is required for apply patch");
  }
  if (!apply && force) errors.forbidden("force", "may not be specified for non-apply patch");
  WriteOptions options = read_common(query, errors);
  options.force = force.value_or(false);
  // Admission is told of a patch as of any update.
  options.shown = shown_options(query, "UpdateOptions");
  check("PatchOptions", errors);
  return options;
}

json::object shown_options(const DeleteOptions& options) {
  json::object shown{{"kind", "DeleteOptions"}, {"apiVersion", options_version}};
  if (options.grace_period) shown["gracePeriodSeconds"] = *options.grace_period;
  if (options.uid) ensure_object(shown, "preconditions")["uid"] = *options.uid;
  if (options.resource_version) {
    ensure_object(shown, "preconditions")["resourceVersion"] = *options.resource_version;
  }
  if (options.orphan_dependents) shown["orphanDependents"] = *options.orphan_dependents;
  constexpr std::array<const char*, 4> policies{"", "Orphan", "Background", "Foreground"};
  const auto policy = static_cast<std::size_t>(options.propagation);
  if (options.propagation != Propagation::unset) shown["propagationPolicy"] = policies.at(policy);
  if (options.dry_run) shown["dryRun"] = json::array{"All"};
  return shown;
}

std::string manager_of_agent(std::string_view user_agent) {
  std::string name;
  for (const char c : user_agent.substr(0, user_agent.find('/'))) {
    const bool printable = static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
    if (printable && name.size() < max_manager) name += c;
  }
  return name.empty() ? "unknown" : name;
}

DeleteOptions read_delete_options(const Query& query, std::string_view body) {
  if (!body.empty()) return options_from_body(body);
  DeleteOptions options;
  options.grace_period = query.number("gracePeriodSeconds");
  options.orphan_dependents = query.flag("orphanDependents");
  options.uid = query.find("uid");
  options.resource_version = query.find("resourceVersion");
  return checked(options,
                 {.dry_run = query.all("dryRun"), .propagation = query.find("propagationPolicy")});
}

ListOptions read_list_options(const Query& query, const Resource& resource, bool watch) {
  ListOptions options;
  try {
    options.selection.labels = LabelSelector::parse(query.text("labelSelector"));
    const std::string fields = query.text("fieldSelector");
    options.watch = watch || query.flag("watch").value_or(false);
    options.bookmarks = query.flag("allowWatchBookmarks").value_or(false);
    options.resource_version = query.text("resourceVersion");
    options.timeout_seconds = query.number("timeoutSeconds");
    options.limit = query.number("limit").value_or(0);
    options.continue_token = query.text("continue");
    options.send_initial_events = query.flag("sendInitialEvents");
    const std::string match = query.text("resourceVersionMatch");
    options.match = read_match(match);
    FieldErrors errors;
    if (options.watch) {
      check_watch(options, match, errors);
    } else {
      check_list(options, match, errors);
    }
    check("ListOptions", errors);
    options.selection.fields = FieldSelector::parse(fields, resource);
  } catch (const SelectorError& error) {
    refuse_bad_request(error.what());
  }
  return options;
}

Revision read_revision(std::string_view text) {
  if (text.empty()) return 0;
  Revision revision = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), revision);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) {
    refuse_internal("resourceVersion: Invalid value: " + go_quote(text) +
                    ": strconv.ParseUint: parsing " + go_quote(text) + ": invalid syntax");
  }
  return revision;
}

}  // namespace k8s::testing::fake
