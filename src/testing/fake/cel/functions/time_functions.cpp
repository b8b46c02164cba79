// The parts of times and durations.

#include <array>

#include "testing/fake/cel/functions/functions.hpp"
#include "testing/fake/cel/time.hpp"

namespace k8s::testing::fake::cel {
namespace {

/// The name of a part, for which one function is made.
template <std::size_t size>
struct Name {
  constexpr Name(const char (&name)[size]) {  // NOLINT(*-explicit-*,*-avoid-c-arrays)
    for (std::size_t i = 0; i < size; ++i) text[i] = name[i];
  }
  std::array<char, size> text{};
  [[nodiscard]] constexpr std::string_view view() const { return {text.data(), size - 1}; }
};

template <Name name>
std::optional<Value> part(Arguments arguments) {
  if (auto result = with<Timestamp>(
          arguments, [](const auto& time) { return part_of(time, name.view(), "UTC"); })) {
    return result;
  }
  if (auto result = with<Timestamp, std::string>(arguments, [](const auto& time, const auto& zone) {
        return part_of(time, name.view(), zone);
      })) {
    return result;
  }
  return with<Duration>(arguments,
                        [](const auto& duration) { return part_of(duration, name.view()); });
}

constexpr std::array<Function, 10> functions{{{"getFullYear", &part<"getFullYear">},
                                              {"getMonth", &part<"getMonth">},
                                              {"getDate", &part<"getDate">},
                                              {"getDayOfMonth", &part<"getDayOfMonth">},
                                              {"getDayOfWeek", &part<"getDayOfWeek">},
                                              {"getDayOfYear", &part<"getDayOfYear">},
                                              {"getHours", &part<"getHours">},
                                              {"getMinutes", &part<"getMinutes">},
                                              {"getSeconds", &part<"getSeconds">},
                                              {"getMilliseconds", &part<"getMilliseconds">}}};

}  // namespace

std::span<const Function> time_functions() {
  return functions;
}

}  // namespace k8s::testing::fake::cel
