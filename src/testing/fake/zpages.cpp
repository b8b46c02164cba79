#include "testing/fake/zpages.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

#include "testing/fake/document.hpp"
#include "testing/fake/media_type.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/server_version.hpp"

namespace k8s::testing::fake {
namespace {

std::string head(const char* page) {
  return std::string("\napiserver ") + page +
         "\nWarning: This endpoint is not meant to be machine parseable, has no formatting "
         "compatibility guarantees and is for debugging purposes only.\n";
}

/// `Mon Nov 30 03:48:06 UTC 2026`
std::string date_text(std::chrono::sys_seconds time) {
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  char text[64];
  std::snprintf(text, sizeof text, "%s %s %2u %02d:%02d:%02d UTC %d",
                days[std::chrono::weekday(day).c_encoding()],
                months[static_cast<unsigned>(date.month()) - 1], static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), static_cast<int>(date.year()));
  return text;
}

std::string duration_text(std::chrono::seconds duration) {
  const std::chrono::hh_mm_ss clock(duration);
  char text[64];
  std::snprintf(
      text, sizeof text, "%ld hr %02ld min %02ld sec", static_cast<long>(clock.hours().count()),
      static_cast<long>(clock.minutes().count()), static_cast<long>(clock.seconds().count()));
  return text;
}

std::string status_page(std::chrono::sys_seconds began, std::chrono::sys_seconds now) {
  return head("statusz") + "\nStarted: " + date_text(began) +
         "\nUp: " + duration_text(std::max(now - began, std::chrono::seconds(0))) +
         "\nGo version: \nBinary version: " + std::string(server_version) +
         "\nEmulation version: " + std::string(server_release) +
         "\nPaths: /flagz /healthz /livez /metrics /readyz /statusz /version\n";
}

/// Those that say what a FakeCluster does.
std::string flags_page() {
  return head("flagz") +
         "service-cluster-ip-range:10.0.0.0/16\n"
         "service-node-port-range:30000-32767\n";
}

void check_takes_text(const Headers& headers) {
  const bool takes = std::ranges::any_of(read_accept(headers), [](const MediaType& media) {
    return media.type == "text/plain" || media.type == "text/*" || media.type == "*/*";
  });
  if (takes) return;
  refuse_not_acceptable(
      "only the following media types are accepted: application/json, application/yaml, "
      "text/plain",
      true);
}

}  // namespace

std::optional<detail::ServerResponse> zpage(std::string_view path, const Headers& headers,
                                            std::chrono::sys_seconds began,
                                            std::chrono::sys_seconds now) {
  if (path != "/statusz" && path != "/flagz") return std::nullopt;
  check_takes_text(headers);
  return document(path == "/flagz" ? flags_page() : status_page(began, now),
                  "text/plain; charset=utf-8");
}

}  // namespace k8s::testing::fake
