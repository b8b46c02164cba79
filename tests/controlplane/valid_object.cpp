#include "valid_object.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace every_kind {
namespace {

namespace json = boost::json;
using k8s::detail::Field;
using k8s::detail::Kind;
using k8s::detail::Table;
using k8s::detail::ValueKind;
using k8s::detail::ValueType;
using Path = ValidObject::Path;

constexpr int most_tries = 30;  // of one value

/// Texts that pass for most members of a name; all others get "a1", which is a label, a name and a
/// label's value.
std::string text_for(std::string_view name) {
  static const std::map<std::string_view, std::string_view> texts{
      {"addressType", "IPv4"},
      {"apiGroup", "rbac.authorization.k8s.io"},
      {"apiVersion", "v1"},
      {"caBundle", "YQ=="},
      {"cidr", "10.9.0.0/24"},
      {"clusterIP", "None"},
      {"conditionType", "example.com/a1"},
      {"controller", "example.com/a1"},
      {"driver", "a1.example.com"},
      {"driverName", "a1.example.com"},
      {"expression", "true"},
      {"externalName", "a1.example.com"},
      {"group", "example.com"},
      {"host", "a1.example.com"},
      {"hostIP", "10.1.2.3"},
      {"image", "example.com/a1:1"},
      {"ip", "10.1.2.3"},
      {"key", "example.com/a1"},
      {"loadBalancerClass", "example.com/a1"},
      {"loadBalancerIP", "10.1.2.3"},
      {"managedBy", "example.com/a1"},
      {"mountPath", "/a1"},
      {"operator", "Exists"},
      {"parentRef", "a1"},
      {"path", "/a1"},
      {"plural", "a1s"},
      {"podCIDR", "10.9.0.0/24"},
      {"protocol", "TCP"},
      {"provisioner", "example.com/a1"},
      {"reason", "A1"},
      {"schedule", "1 2 3 4 5"},
      {"scope", "Namespaced"},
      {"sessionAffinity", "None"},
      {"signerName", "example.com/a1"},
      {"spreadConstraint", "a1"},
      {"timeZone", "Etc/UTC"},
      {"topologyKey", "example.com/a1"},
      {"uid", "0d2f1f3e-8f0e-4b2c-9c57-2f8a4a1d7b60"},
      {"url", "https://a1.example.com/a1"},
      {"version", "v1"},
      {"volumePath", "/a1"},
      {"devicePath", "/a1"},
      {"workingDir", "/a1"},
  };
  const auto found = texts.find(name);
  return std::string(found == texts.end() ? "a1" : found->second);
}

std::int64_t number_for(std::string_view name) {
  if (name == "nodePort") return 30080;
  if (name == "healthCheckNodePort") return 30081;
  if (name.ends_with("ort") || name.ends_with("Port")) return 80;
  if (name == "successThreshold" || name == "maxSkew") return 1;
  if (name.ends_with("Mode")) return 420;
  if (name == "percent" || name == "weight") return 10;
  return 2;
}

/// What is tried instead of a text or number that is refused, one after the other.
constexpr std::array<std::string_view, 10> other_texts{
    "example.com/a1", "/a1", "10.1.2.3", "a1.example.com", "https://a1.example.com/a1", "Exists",
    "1.36.0",         "A1",  "1",        "example.com"};
constexpr std::array<std::int64_t, 6> other_numbers{1, 0, 80, 100, 1000, 3600};

/// The parts of `spec.ports[0].name` or `data[a.b]`; indexes and keys stand without brackets.
Path parts_of(std::string_view path) {
  Path parts;
  std::string part;
  const auto end_part = [&] {
    if (!part.empty()) parts.push_back(part);
    part.clear();
  };
  bool bracket = false;
  for (const char c : path) {
    if (bracket ? c == ']' : c == '.' || c == '[') {
      end_part();
      bracket = c == '[';
    } else if (bracket || c != ']') {
      part += c;
    }
  }
  end_part();
  return parts;
}

json::value* child(json::value& parent, const std::string& part) {
  if (parent.is_object()) return parent.get_object().if_contains(part);
  if (!parent.is_array()) return nullptr;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
  if (error != std::errc() || end != part.data() + part.size()) return nullptr;
  return parent.get_array().if_contains(index);
}

void erase_child(json::value& parent, const std::string& part) {
  if (parent.is_object()) {
    parent.get_object().erase(part);
  } else if (parent.is_array()) {
    parent.get_array().erase(parent.get_array().begin() + std::stol(part));
  }
}

/// The value at a path, and how many of its parts there are.
std::pair<json::value*, std::size_t> walk(json::value& root, const Path& path) {
  json::value* at = &root;
  std::size_t depth = 0;
  while (depth < path.size()) {
    json::value* const next = child(*at, path[depth]);
    if (next == nullptr) break;
    at = next;
    ++depth;
  }
  return {at, depth};
}

json::value* find(json::value& root, const Path& path) {
  const auto [at, depth] = walk(root, path);
  return depth == path.size() ? at : nullptr;
}

Path with(Path path, std::string_view part) {
  path.emplace_back(part);
  return path;
}

/// Gives a member or the element behind the last a value.
void set(json::value& root, const Path& path, json::value value) {
  json::value& parent = *walk(root, Path(path.begin(), path.end() - 1)).first;
  if (parent.is_array()) {
    parent.get_array().push_back(std::move(value));
  } else {
    parent.get_object()[path.back()] = std::move(value);
  }
}

/// Removes a value, and the lists that are empty without it.
void erase(json::value& root, Path path, std::size_t least) {
  while (path.size() > least) {
    const std::string part = path.back();
    path.pop_back();
    json::value& parent = *find(root, path);
    erase_child(parent, part);
    if (!parent.is_array() || !parent.get_array().empty()) return;
  }
}

std::string printed(const Path& path) {
  std::string text;
  for (const std::string& part : path) text += (text.empty() ? "" : ".") + part;
  return text;
}

/// The first of the values that a message offers: `supported values: "A", "B"`.
std::optional<std::string> offered(std::string_view message) {
  const std::size_t at = message.find("supported values: \"");
  if (at == std::string_view::npos) return std::nullopt;
  message.remove_prefix(at + 19);
  return std::string(message.substr(0, message.find('"')));
}

/// The value type inside an optional or a Box.
const ValueType& held(const ValueType& type) {
  const bool holder = type.kind == ValueKind::optional || type.kind == ValueKind::box;
  return holder ? *type.element : type;
}

bool is_identity(std::string_view name) {
  return name == "apiVersion" || name == "kind" || name == "metadata" || name == "status";
}

/// What was sent and does not come back as it was sent.
void collect_lost(const json::value& sent, const json::value& back, const std::string& path,
                  std::vector<std::string>& lost) {
  if (sent.is_object() && back.is_object()) {
    for (const auto& member : sent.get_object()) {
      const std::string name = path + "." + std::string(member.key());
      const json::value* const found = back.get_object().if_contains(member.key());
      if (found == nullptr) {
        lost.push_back(name + ": " + json::serialize(member.value()) + " is lost");
      } else {
        collect_lost(member.value(), *found, name, lost);
      }
    }
  } else if (sent.is_array() && back.is_array() &&
             sent.get_array().size() <= back.get_array().size()) {
    for (std::size_t i = 0; i < sent.get_array().size(); ++i) {
      collect_lost(sent.get_array()[i], back.get_array()[i], path + "[" + std::to_string(i) + "]",
                   lost);
    }
  } else if (sent != back) {
    lost.push_back(path + ": " + json::serialize(sent) + " became " + json::serialize(back));
  }
}

}  // namespace

std::vector<std::string> lost_of(const json::value& sent, const json::value& back) {
  std::vector<std::string> lost;
  collect_lost(sent, back, "$", lost);
  return lost;
}

ValidObject::ValidObject(const Kind& kind, json::object smallest, Ask ask)
    : kind_(kind), body_(std::move(smallest)), ask_(std::move(ask)) {}

void ValidObject::fill() {
  fill_structure(kind_.table(), {});
}

// ---- what is tried ---------------------------------------------------------------------------

void ValidObject::fill_structure(const Table& table, const Path& path) {
  if (std::ranges::count(open_, &table) > 0) return;  // it contains itself
  // Pod templates are filled as PodTemplates.
  if (std::string_view(table.name) == "PodTemplateSpec" && kind_.name != "PodTemplate") return;
  open_.push_back(&table);
  for (const Field& field : table.fields) {
    if ((field.flags & k8s::detail::read_only) != 0) continue;
    if (path.empty() && is_identity(field.name)) continue;
    const Path member = with(path, field.name);
    if (find(body_, member) != nullptr) {
      fill_inside(held(*field.type), member);
    } else {
      add(held(*field.type), member);
    }
  }
  open_.pop_back();
}

void ValidObject::fill_inside(const ValueType& type, const Path& path) {
  if (type.kind == ValueKind::structure) {
    fill_structure(type.structure(), path);
  } else if (type.kind == ValueKind::array && find(body_, with(path, "0")) != nullptr) {
    fill_inside(*type.element, with(path, "0"));
  }
}

void ValidObject::add(const ValueType& type, const Path& path) {
  ++tried_;
  name_ = "a1";
  bool added = try_value(path, make(type, path.back()));
  const std::string reason = reason_;
  if (!added && type.kind == ValueKind::structure) {
    added = add_in_parts(type.structure(), path);
  } else if (!added && type.kind == ValueKind::array &&
             type.element->kind == ValueKind::structure) {
    add_elements(type.element->structure(), path);
    added = find(body_, path) != nullptr;
  }
  if (added) {
    ++taken_;
  } else {
    refused_.push_back(printed(path) + ": " + reason);
  }
}

/// Where members exclude each other: with what is required and one of them, then with all the
/// others that are taken beside it.
bool ValidObject::add_in_parts(const Table& table, const Path& path) {
  const json::object base = make_structure(table, true);
  const auto added = [&](json::object object) {
    const bool element = !path.empty() && path.back() == "0";
    if (!element) return try_value(path, std::move(object));
    return try_value(Path(path.begin(), path.end() - 1), json::array{std::move(object)});
  };
  bool any = !base.empty() && added(base);
  for (const Field& field : table.fields) {
    if (any) break;
    if (base.contains(field.name) || (field.flags & k8s::detail::read_only) != 0) continue;
    json::object object = base;
    object[field.name] = make(*field.type, field.name);
    any = added(std::move(object));
  }
  if (any) fill_structure(table, path);
  return any;
}

/// An element with as much as it takes, and one for each member that it does not take.
void ValidObject::add_elements(const Table& table, const Path& path) {
  if (!add_in_parts(table, with(path, "0"))) return;
  for (const Field& field : table.fields) {
    if ((field.flags & k8s::detail::read_only) != 0) continue;
    const json::array& elements = find(body_, path)->as_array();
    const bool taken = std::ranges::any_of(
        elements, [&](const json::value& each) { return each.as_object().contains(field.name); });
    if (taken) continue;
    const std::string index = std::to_string(elements.size());
    name_ = "a1" + index;
    json::object object = make_structure(table, true);
    object[field.name] = make(*field.type, field.name);
    ++tried_;
    if (try_value(with(path, index), std::move(object))) ++taken_;
  }
  name_ = "a1";
}

bool ValidObject::try_value(const Path& path, json::value value) {
  json::value candidate = body_;
  set(candidate, path, std::move(value));
  changed_.clear();
  for (int i = 0; i < most_tries; ++i) {
    const k8s::Response answer = ask_(candidate.as_object());
    const json::value said = json::parse(answer.body);
    if (answer.status < 300) {
      const std::vector<std::string> lost = lost_of(candidate, said);
      reason_ = lost.empty() ? "" : lost.front();
      const json::value& taken = *find(candidate, path);
      if (!lost.empty() || (taken.is_array() && taken.get_array().empty())) return false;
      body_ = std::move(candidate);
      return true;
    }
    reason_ = said.at("message").as_string();
    if (!follow(candidate, path, said)) return false;
  }
  return false;
}

// ---- what the server says --------------------------------------------------------------------

/// Changes what it complains about inside a value. False if there is nothing to change.
bool ValidObject::follow(json::value& candidate, const Path& path, const json::value& status) {
  const json::value* const details = status.as_object().if_contains("details");
  if (details == nullptr || !details->is_object()) return false;
  const json::value* const causes = details->get_object().if_contains("causes");
  if (causes == nullptr || !causes->is_array()) return false;

  bool changed = false;
  std::set<std::string> seen;
  const json::array& list = causes->get_array();
  for (std::size_t i = list.size(); i-- > 0;) {  // backwards, so that indexes stay right
    const auto text = [&](const char* name) {
      const json::value* const found = list[i].as_object().if_contains(name);
      return found == nullptr ? std::string() : std::string(found->as_string());
    };
    if (!seen.insert(text("field")).second) continue;
    changed |= follow_cause(candidate, path, text("field"), text("message"));
  }
  return changed && find(candidate, path) != nullptr;
}

bool ValidObject::follow_cause(json::value& candidate, const Path& path, std::string_view field,
                               std::string_view message) {
  Path place = parts_of(field);
  if (place.size() < path.size() || !std::equal(path.begin(), path.end(), place.begin())) {
    return false;
  }
  const auto [value, depth] = walk(candidate, place);
  if (depth == place.size() && (value->is_string() || value->is_int64())) {
    if (const auto better = offered(message); better && value->is_string()) {
      if (value->get_string() != *better) {
        *value = *better;
        return true;
      }
    }
    const std::string spelled(field);
    const auto before = static_cast<std::size_t>(std::ranges::count(changed_, spelled));
    changed_.push_back(spelled);
    if (value->is_string() && before < other_texts.size()) {
      *value = other_texts[before];
      return true;
    }
    if (value->is_int64() && before < other_numbers.size()) {
      *value = other_numbers[before];
      return true;
    }
  }
  // What is required and was removed takes the object along that it stood in.
  place.resize(depth);
  if (place.size() <= path.size()) return false;
  erase(candidate, place, path.size());
  return true;
}

// ---- values ----------------------------------------------------------------------------------

json::value ValidObject::make(const ValueType& type, std::string_view name) {
  switch (type.kind) {
    case ValueKind::boolean:
      return true;
    case ValueKind::int32:
    case ValueKind::int64:
    case ValueKind::int_or_string:
      return number_for(name);
    case ValueKind::number:
      return 1.5;
    case ValueKind::string:
      return name == "name" ? json::value(name_) : json::value(text_for(name));
    case ValueKind::bytes:
      return "YQ==";
    case ValueKind::time:
      return "2026-01-02T03:04:05Z";
    case ValueKind::micro_time:
      return "2026-01-02T03:04:05.000006Z";
    case ValueKind::duration:
      return "1m0s";
    case ValueKind::quantity:
      return "1";
    case ValueKind::raw_json:
      return json::object{{"a1", 1}};
    case ValueKind::structure:
      return make_structure(type.structure(), false);
    case ValueKind::array:
      return json::array{make(*type.element, name)};
    case ValueKind::map: {
      const bool resources = type.element->kind == ValueKind::quantity;
      return json::object{{resources ? "cpu" : "a1", make(*type.element, name)}};
    }
    case ValueKind::optional:
    case ValueKind::box:
      return make(*type.element, name);
  }
  return nullptr;
}

json::object ValidObject::make_structure(const Table& table, bool only_required) {
  json::object object;
  if (std::ranges::count(open_, &table) > 1) return object;  // it contains itself
  open_.push_back(&table);
  for (const Field& field : table.fields) {
    if ((field.flags & k8s::detail::read_only) != 0) continue;
    if (only_required && (field.flags & k8s::detail::required) == 0) continue;
    object[field.name] = make(*field.type, field.name);
  }
  open_.pop_back();
  return object;
}

}  // namespace every_kind
