#include "testing/fake/cron_schedule.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include "ascii.hpp"
#include "testing/fake/go_json.hpp"
#include "testing/fake/go_time.hpp"

namespace k8s::testing::fake {
namespace {

class ScheduleError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> days{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::array<std::string_view, 7> descriptors{"@yearly", "@annually", "@monthly", "@weekly",
                                                      "@daily",  "@midnight", "@hourly"};

/// One of the five fields, with the names of its numbers from `least` on.
struct Field {
  std::int64_t least;
  std::int64_t most;
  std::span<const std::string_view> names{};
};

constexpr std::array<Field, 5> fields{
    {{0, 59, {}}, {0, 23, {}}, {1, 31, {}}, {1, 12, months}, {0, 6, days}}};

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

/// All parts, the empty ones too.
std::vector<std::string_view> split_all(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(separator); end != text.npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw ScheduleError("failed to parse int from " + std::string(text) +
                        ": strconv.Atoi: parsing " + go_quote(text) + ": invalid syntax");
  }
  return number;
}

std::int64_t number_or_name(std::string_view text, const Field& field) {
  const auto found = std::ranges::find(field.names, lower(text));
  return found != field.names.end() ? field.least + (found - field.names.begin()) : number_of(text);
}

/// `*`, `5`, `1-5`, each also with `/step`.
void check_range(std::string_view text, const Field& field) {
  const std::string shown(text);
  const auto with_step = split_all(text, '/');
  const auto ends = split_all(with_step.front(), '-');
  const bool is_any = ends.front() == "*" || ends.front() == "?";
  std::int64_t begin = field.least;
  std::int64_t end = field.most;
  if (!is_any) {
    begin = end = number_or_name(ends.front(), field);
    if (ends.size() == 2) end = number_or_name(ends[1], field);
    if (ends.size() > 2) throw ScheduleError("too many hyphens: " + shown);
  }
  std::int64_t step = 1;
  if (with_step.size() > 2) throw ScheduleError("too many slashes: " + shown);
  if (with_step.size() == 2) {
    step = number_of(with_step[1]);
    if (ends.size() == 1) end = field.most;
  }
  const auto text_of = [](std::int64_t number) { return "(" + std::to_string(number) + ")"; };
  if (begin < field.least) {
    throw ScheduleError("beginning of range " + text_of(begin) + " below minimum " +
                        text_of(field.least) + ": " + shown);
  }
  if (end > field.most) {
    throw ScheduleError("end of range " + text_of(end) + " above maximum " + text_of(field.most) +
                        ": " + shown);
  }
  if (begin > end) {
    throw ScheduleError("beginning of range " + text_of(begin) + " beyond end of range " +
                        text_of(end) + ": " + shown);
  }
  if (step <= 0) throw ScheduleError("step of range should be a positive number: " + shown);
}

void check_descriptor(std::string_view schedule) {
  constexpr std::string_view every = "@every ";
  if (std::ranges::find(descriptors, schedule) != descriptors.end()) return;
  if (!schedule.starts_with(every)) {
    throw ScheduleError("unrecognized descriptor: " + std::string(schedule));
  }
  const std::string_view duration = schedule.substr(every.size());
  if (!go_duration_problem(duration).empty()) {
    throw ScheduleError("failed to parse duration " + std::string(schedule) +
                        ": time: invalid duration " + go_quote(duration));
  }
}

void check_schedule(std::string_view schedule) {
  if (schedule.find("TZ") != schedule.npos) {
    throw ScheduleError("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
  }
  if (schedule.starts_with('@')) return check_descriptor(schedule);
  const auto parts = split(schedule, " \t\n");
  if (parts.size() != fields.size()) {
    std::string list;
    for (const std::string_view part : parts) list.append(list.empty() ? "" : " ").append(part);
    throw ScheduleError("expected exactly 5 fields, found " + std::to_string(parts.size()) + ": [" +
                        list + "]");
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    for (const std::string_view range : split(parts[i], ",")) check_range(range, fields[i]);
  }
}

}  // namespace

std::string schedule_problem(std::string_view schedule) {
  try {
    check_schedule(schedule);
  } catch (const ScheduleError& error) {
    return error.what();
  }
  return {};
}

}  // namespace k8s::testing::fake
