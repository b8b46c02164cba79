// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-semver-library

#include <array>

#include "testing/fake/cel/compare.hpp"
#include "testing/fake/cel/functions/functions.hpp"
#include "testing/fake/cel/semver.hpp"

namespace k8s::testing::fake::cel {
namespace {

using Result = std::optional<Value>;
using SemverPtr = std::shared_ptr<const Semver>;

/// Calls `use` with a text and whether it is read loosely.
template <class Use>
Result with_text(Arguments arguments, Use use) {
  if (auto result =
          with<std::string>(arguments, [&](const auto& text) { return use(parse_semver(text)); })) {
    return result;
  }
  return with<std::string, bool>(arguments, [&](const auto& text, bool is_loose) {
    return use(is_loose ? parse_loose_semver(text) : parse_semver(text));
  });
}

Result semver(Arguments arguments) {
  return with_text(arguments, [](SemverResult result) -> Value {
    if (!result.problem.empty()) return Error{std::move(result.problem)};
    return std::make_shared<const Semver>(std::move(result.version));
  });
}

Result is_semver(Arguments arguments) {
  return with_text(arguments, [](const SemverResult& result) { return result.problem.empty(); });
}

template <std::size_t index>
Result number(Arguments arguments) {
  return with<SemverPtr>(arguments, [](const SemverPtr& version) {
    return static_cast<std::int64_t>(version->numbers[index]);
  });
}

template <class Use>
Result with_order(Arguments arguments, Use use) {
  return with<SemverPtr, SemverPtr>(
      arguments, [&](const auto& a, const auto& b) { return use(compare(*a, *b)); });
}

Result is_greater(Arguments arguments) {
  return with_order(arguments, [](int order) { return order > 0; });
}

Result is_less(Arguments arguments) {
  return with_order(arguments, [](int order) { return order < 0; });
}

Result compare_to(Arguments arguments) {
  return with_order(arguments, [](int order) { return std::int64_t{order}; });
}

constexpr std::array<Function, 8> functions{{{"semver", &semver},
                                             {"isSemver", &is_semver},
                                             {"major", &number<0>},
                                             {"minor", &number<1>},
                                             {"patch", &number<2>},
                                             {"isGreaterThan", &is_greater},
                                             {"isLessThan", &is_less},
                                             {"compareTo", &compare_to}}};

}  // namespace

std::span<const Function> semver_functions() {
  return functions;
}

}  // namespace k8s::testing::fake::cel
