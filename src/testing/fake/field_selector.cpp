#include "testing/fake/field_selector.hpp"

#include <algorithm>

namespace k8s::testing::fake {
namespace {

/// Splits at commas that no backslash escapes.
std::vector<std::string> split_terms(std::string_view text) {
  std::vector<std::string> terms(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      terms.back() += text[i++];
    } else if (text[i] == ',') {
      terms.emplace_back();
      continue;
    }
    terms.back() += text[i];
  }
  std::ranges::sort(terms);
  return terms;
}

std::string unescape(std::string_view value) {
  std::string plain;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\') {
      const std::string_view sequence = value.substr(i, 2);
      if (sequence.size() < 2 || std::string_view("\\,=").find(sequence[1]) == sequence.npos) {
        throw SelectorError("invalid field selector: invalid escape sequence: " +
                            std::string(sequence));
      }
      ++i;
    } else if (value[i] == '=' || value[i] == ',') {
      throw SelectorError("invalid field selector: unescaped character in value: " +
                          std::to_string(static_cast<int>(value[i])));
    }
    plain += value[i];
  }
  return plain;
}

void check_field(std::string_view field, const Resource& resource) {
  const FieldLabels& labels = resource.rules->field_labels;
  if (field == "metadata.name") return;
  if (field == "metadata.namespace" && labels.has_namespace) return;
  if (std::ranges::find(labels.names, field) != labels.names.end()) return;
  if (labels.refusal == FieldLabels::Refusal::naming_kind) {
    throw SelectorError("field label " + go_quote(field) + " not supported for " + resource.kind);
  }
  if (labels.refusal == FieldLabels::Refusal::plain || resource.is_custom()) {
    throw SelectorError("field label not supported: " + std::string(field));
  }
  throw SelectorError(go_quote(field) +
                      " is not a known field selector: only \"metadata.name\", "
                      "\"metadata.namespace\"");
}

std::string field_value(const json::object& object, std::string_view field,
                        const Resource& resource) {
  if (field == "metadata.name") return std::string(name_of(object));
  if (field == "metadata.namespace") return std::string(namespace_of(object));
  return resource.rules->field_value != nullptr ? resource.rules->field_value(object, field)
                                                : std::string();
}

}  // namespace

FieldSelector FieldSelector::parse(std::string_view text, const Resource& resource) {
  FieldSelector selector;
  for (const std::string& part : split_terms(text)) {
    if (part.empty()) continue;
    const std::size_t at = part.find_first_of("=!");
    const std::string_view rest =
        at == part.npos ? std::string_view() : std::string_view(part).substr(at);
    std::size_t length = 0;
    if (rest.starts_with("!=") || rest.starts_with("==")) {
      length = 2;
    } else if (rest.starts_with("=")) {
      length = 1;
    } else {
      throw SelectorError("invalid selector: '" + std::string(text) + "'; can't understand '" +
                          part + "'");
    }
    // Nothing that is nothing says nothing.
    if (at == 0 && rest.size() == length && !rest.starts_with('!')) continue;
    selector.terms_.push_back(
        {part.substr(0, at), !rest.starts_with('!'), unescape(rest.substr(length))});
  }
  for (const Term& term : selector.terms_) check_field(term.field, resource);
  return selector;
}

bool FieldSelector::matches(const json::object& object, const Resource& resource) const {
  return std::ranges::all_of(terms_, [&](const Term& term) {
    return (field_value(object, term.field, resource) == term.value) == term.equal;
  });
}

std::optional<std::string> FieldSelector::name() const {
  const auto found = std::ranges::find_if(
      terms_, [](const Term& term) { return term.equal && term.field == "metadata.name"; });
  return found == terms_.end() ? std::nullopt : std::optional(found->value);
}

bool Selection::matches(const json::object& object, const Resource& resource) const {
  if (!labels.empty() && !labels.matches(object_at(object, {"metadata", "labels"}))) return false;
  return fields.empty() || fields.matches(object, resource);
}

}  // namespace k8s::testing::fake
