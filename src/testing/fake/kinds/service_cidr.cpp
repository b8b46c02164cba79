// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/service-cidr-v1/

#include "testing/fake/cidr.hpp"
#include "testing/fake/ip_text.hpp"
#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* immutable = "field is immutable";

void validate_ranges(const json::object& cidr, FieldErrors& errors) {
  const Part spec{object_at(cidr, "spec"), "spec", errors};
  if (!spec.require("cidrs", "at least one CIDR required")) return;
  const json::array& ranges = array_at(spec.object(), "cidrs");
  if (ranges.size() > 2) {
    // The server shows its own form of the struct.
    return errors.invalid(spec.at("cidrs"), json::object{{"CIDRs", ranges}},
                          "may only hold up to 2 values");
  }
  bool well = true;
  spec.each_text("cidrs", [&](const std::string& range, const FieldPath& path) {
    well = well && is_loose_cidr(range);
    errors.invalid(path, range, check_canonical_cidr(range));
  });
  const std::vector<std::string> texts = texts_at(spec.object(), {"cidrs"});
  if (!well || texts.size() < 2) return;
  const auto is_6 = [](const std::string& range) { return range.find(':') != range.npos; };
  if (is_6(texts[0]) != is_6(texts[1])) return;
  errors.invalid(spec.at("cidrs"), ranges,
                 "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and "
                 "2001:db8::/64");
}

void validate_change(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  const FieldPath path = "spec.cidrs";
  const std::vector<std::string> now = texts_at(fresh, {"spec", "cidrs"});
  const std::vector<std::string> before = texts_at(old, {"spec", "cidrs"});
  if (now.size() == before.size()) {
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (now[i] != before[i]) errors.invalid(path.index(i), now[i], immutable);
    }
  } else if (before.size() == 1 && now.size() == 2) {
    if (now[0] != before[0]) errors.invalid(path.index(0), now[0], immutable);
    validate_ranges(fresh, errors);
  } else {
    const json::value* const ranges = find(fresh, {"spec", "cidrs"});
    errors.invalid(path, ranges != nullptr ? *ranges : json::value(), immutable);
  }
}

}  // namespace

const KindRules service_cidr_rules{.generation = Generation::none,
                                   .validate_new = &validate_ranges,
                                   .validate_update = &validate_change};

}  // namespace k8s::testing::fake
