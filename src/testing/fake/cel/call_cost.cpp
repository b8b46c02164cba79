#include "testing/fake/cel/call_cost.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

namespace k8s::testing::fake::cel {
namespace {

using Result = std::optional<CallCost>;

constexpr double per_regex_character = 0.25;
constexpr CostRange list_cost = CostRange::exactly(11);

bool is_any(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

/// The value of a literal that is a number of at least 0.
std::uint64_t number_or(const Expression& expression, std::uint64_t otherwise) {
  const auto* const literal = node_as<Literal>(expression);
  const auto* const number =
      literal != nullptr ? std::get_if<std::int64_t>(&literal->value) : nullptr;
  if (number == nullptr) return otherwise;
  return static_cast<std::uint64_t>(std::max<std::int64_t>(*number, 0));
}

class CallEstimator {
 public:
  CallEstimator(const Call& call, std::string_view overload, SizeEstimator& sizes)
      : call_(call), overload_(overload), sizes_(sizes) {}

  Result estimate() {
    if (auto cost = list_function()) return cost;
    if (auto cost = kubernetes_function()) return cost;
    return standard_function();
  }

 private:
  [[nodiscard]] const Expression& argument(std::size_t index) const {
    return *call_.arguments[index];
  }
  [[nodiscard]] std::size_t count() const { return call_.arguments.size(); }
  [[nodiscard]] CostRange size(std::size_t index) const { return sizes_.size_of(argument(index)); }
  [[nodiscard]] CostRange target_size() const { return sizes_.size_of(*call_.target); }
  [[nodiscard]] bool is_method() const { return call_.target != nullptr; }

  static CallCost one() { return {.cost = CostRange::exactly(1)}; }
  static CallCost traversed(const CostRange& size, double times = 1) {
    return {.cost = size.times(times * traversal_factor)};
  }
  static CallCost allocated(double factor, const CostRange& size) {
    return {size.times(factor) + list_cost, size};
  }
  static CostRange regex(const CostRange& text, const CostRange& pattern) {
    return (text + CostRange::exactly(1)).times(traversal_factor) *
           pattern.times(per_regex_character);
  }

  // ---- lists and sets -----------------------------------------------------------------------

  Result list_function() const {
    if (overload_.starts_with("list_sets_")) {
      const double times = overload_ == "list_sets_equivalent_list" ? 2 : 1;
      return CallCost{.cost = (size(0) * size(1)).times(times) + CostRange::exactly(1)};
    }
    if (overload_ == "list_slice") {
      const std::uint64_t begin = number_or(argument(0), 0);
      const std::uint64_t end = number_or(argument(1), target_size().most);
      return allocated(1, CostRange::exactly(end - begin));
    }
    if (overload_ == "lists_range") {
      return allocated(1, CostRange::exactly(number_or(argument(0), CostRange::unlimited)));
    }
    if (overload_ == "list_reverse") return allocated(1, target_size());
    if (overload_ == "list_flatten") return allocated(1, target_size());
    if (overload_ == "list_flatten_int") {
      return allocated(static_cast<double>(number_or(argument(0), CostRange::unlimited)),
                       target_size());
    }
    if (overload_ == "list_distinct") return allocated(2, target_size() * target_size());
    if (overload_.ends_with("_sort")) return sorted(target_size());
    if (overload_.ends_with("_sortByAssociatedKeys")) return sorted(size(0));
    return std::nullopt;
  }

  [[nodiscard]] CallCost sorted(const CostRange& size) const {
    const bool is_text =
        overload_.starts_with("list_string_") || overload_.starts_with("list_bytes_");
    return allocated(is_text ? 2 + traversal_factor : 2, size * size);
  }

  // ---- Kubernetes' own ----------------------------------------------------------------------

  Result kubernetes_function() const {
    const std::string_view name = call_.function;
    if (is_any(name, {"isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"}) && is_method()) {
      return gone_over();
    }
    if (name == "url") return CallCost{traversed(size(0)).cost, size(0)};
    if (is_any(name, {"lowerAscii", "upperAscii", "substring", "trim"})) {
      return CallCost{traversed(target_size()).cost, target_size()};
    }
    if (name == "replace") return replaced();
    if (name == "split") return split();
    if (name == "join") return joined();
    if (is_any(name, {"find", "findAll"})) {
      return CallCost{regex(target_size(), size(0)), CostRange{0, target_size().most}};
    }
    if (overload_ == "cidr_ip") return one();
    if (is_any(name,
               {"cidr", "isIP", "isCIDR", "ip", "quantity", "isQuantity", "semver", "isSemver"})) {
      return traversed(size(0));
    }
    if (name == "ip.isCanonical") return traversed(size(0), 2);
    if (is_any(name, {"containsIP", "containsCIDR"})) return network_test();
    if (name == "validate") {
      constexpr double longest_regex = 128;
      return CallCost{
          .cost = size(0).times(traversal_factor).times(longest_regex * per_regex_character)};
    }
    if (name == "_==_") return kubernetes_equality();
    return std::nullopt;
  }

  /// Once over a list, with its texts, or over a text.
  [[nodiscard]] CallCost gone_over() const {
    const Type& type = *call_.target->type;
    if (type.parameters.empty()) return traversed(target_size());
    CostRange element = CostRange::exactly(1);
    const Kind kind = type.parameters.front()->kind;
    if (kind == Kind::text || kind == Kind::bytes) {
      const CostRange text = sizes_.element_size_of(*call_.target).value_or(CostRange::unknown());
      element = element + text.times(traversal_factor);
    }
    return {.cost = target_size() * element};
  }

  [[nodiscard]] CallCost replaced() const {
    const CostRange text = target_size();
    const CostRange old = size(0);
    const CostRange fresh = size(1);
    CostRange count;
    CostRange kept;
    if (old.least == 0) {
      count.most = CostRange::sum(text.most, 1);
      kept.most = text.most;
    } else if (fresh.most <= old.least) {
      kept.most = text.most;
    } else {
      count.most = divided(text.most, old.least);
    }
    if (old.most == 0) {
      count.least = CostRange::sum(text.least, 1);
      kept.least = text.least;
    } else if (old.most <= fresh.least) {
      kept.least = text.least;
    } else {
      count.least = divided(text.least, old.most);
    }
    return {traversed(text, 2).cost, count * fresh + kept};
  }

  static std::uint64_t divided(std::uint64_t a, std::uint64_t b) {
    return CostRange::scaled(1, static_cast<double>(a) / static_cast<double>(b));
  }

  [[nodiscard]] CallCost split() const {
    const CostRange text = target_size();
    std::uint64_t most = text.most;
    if (count() > 1) {
      const auto* const literal = node_as<Literal>(argument(1));
      const auto* const number =
          literal != nullptr ? std::get_if<std::int64_t>(&literal->value) : nullptr;
      if (number != nullptr) most = static_cast<std::uint64_t>(*number);
    }
    return {traversed(text, 2).cost, CostRange{0, most}};
  }

  [[nodiscard]] CallCost joined() const {
    const CostRange list = target_size();
    CostRange text = list * sizes_.element_size_of(*call_.target).value_or(CostRange::unknown());
    if (count() > 0) {
      const CostRange separators{list.least > 0 ? list.least - 1 : 0,
                                 list.most > 0 ? list.most - 1 : 0};
      text = text + size(0) * separators;
    }
    return {traversed(text).cost, text};
  }

  [[nodiscard]] CallCost network_test() const {
    constexpr CostRange address{4, 16};
    CostRange cost = (address + address).times(traversal_factor);
    if (call_.function == "containsCIDR") {
      cost = cost + address.times(traversal_factor) + CostRange::exactly(1);
    }
    if (overload_.ends_with("_string")) cost = cost + size(0).times(traversal_factor);
    return {.cost = cost};
  }

  [[nodiscard]] Result kubernetes_equality() const {
    const Type& type = *argument(0).type;
    if (!same_type(type, *argument(1).type)) return std::nullopt;
    if (is_any(type.name, {"net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver"})) {
      return one();
    }
    if (type.name == "kubernetes.NamedFormat") return traversed(CostRange{1, 64});
    if (type.name == "kubernetes.URL") return traversed(CostRange{1, size(1).most});
    return std::nullopt;
  }

  // ---- CEL's own ----------------------------------------------------------------------------

  [[nodiscard]] Result standard_function() const {
    if (overload_ == "string_format") return traversed(target_size());
    if (overload_ == "string_to_bytes") {
      return CallCost{traversed(size(0)).cost,
                      CostRange{size(0).least, CostRange::product(size(0).most, 4)}};
    }
    if (overload_ == "bytes_to_string") {
      return CallCost{traversed(size(0)).cost, CostRange{size(0).least / 4, size(0).most}};
    }
    if (overload_ == "strings_quote") {
      return CallCost{
          traversed(size(0)).cost,
          CostRange{size(0).least, CostRange::product(size(0).most, 2)} + CostRange::exactly(2)};
    }
    if (is_any(overload_, {"starts_with_string", "ends_with_string"})) return traversed(size(0));
    if (overload_ == "in_list") return CallCost{.cost = size(1)};
    if (overload_ == "matches_string") return CallCost{.cost = regex(target_size(), size(0))};
    if (overload_ == "contains_string") {
      return CallCost{.cost = traversed(target_size()).cost * traversed(size(0)).cost};
    }
    if (is_any(overload_, {"equals", "not_equals", "less_string", "greater_string",
                           "less_equals_string", "greater_equals_string", "less_bytes",
                           "greater_bytes", "less_equals_bytes", "greater_equals_bytes"})) {
      const std::uint64_t most = std::min(size(0).most, size(1).most);
      return traversed(CostRange{most > 0 ? std::uint64_t{1} : 0, most});
    }
    return std::nullopt;
  }

  const Call& call_;
  std::string_view overload_;
  SizeEstimator& sizes_;
};

}  // namespace

std::optional<CallCost> call_cost(const Call& call, std::string_view overload,
                                  SizeEstimator& sizes) {
  return CallEstimator(call, overload, sizes).estimate();
}

}  // namespace k8s::testing::fake::cel
