#include "testing/fake/cel/semver.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "ascii.hpp"

namespace k8s::testing::fake::cel {
namespace {

struct Malformed {
  std::string problem;
};

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, &is_digit);
}

bool is_identifier(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

bool has_leading_zero(std::string_view text) {
  return text.size() > 1 && text.front() == '0';
}

std::vector<std::string> split(std::string_view text, std::size_t most) {
  std::vector<std::string> parts;
  while (parts.size() + 1 < most) {
    const std::size_t dot = text.find('.');
    if (dot == text.npos) break;
    parts.emplace_back(text.substr(0, dot));
    text.remove_prefix(dot + 1);
  }
  parts.emplace_back(text);
  return parts;
}

std::uint64_t read_number(std::string_view text, const std::string& name,
                          const std::string& capital_name) {
  if (!is_number(text)) {
    throw Malformed{"Invalid character(s) found in " + name + " number " + go_quote(text)};
  }
  if (has_leading_zero(text)) {
    throw Malformed{capital_name + " number must not contain leading zeroes " + go_quote(text)};
  }
  std::uint64_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc()) {
    throw Malformed{"strconv.ParseUint: parsing " + go_quote(text) + ": value out of range"};
  }
  return number;
}

std::string read_pre_release(std::string text) {
  if (text.empty()) throw Malformed{"Prerelease is empty"};
  if (is_number(text) && has_leading_zero(text)) {
    throw Malformed{"Numeric PreRelease version must not contain leading zeroes " + go_quote(text)};
  }
  if (!is_identifier(text)) {
    throw Malformed{"Invalid character(s) found in prerelease " + go_quote(text)};
  }
  return text;
}

void check_build(std::string_view text) {
  if (text.empty()) throw Malformed{"Build meta data is empty"};
  if (!is_identifier(text)) {
    throw Malformed{"Invalid character(s) found in build meta data " + go_quote(text)};
  }
}

Semver read_version(std::string_view text) {
  constexpr std::size_t all = static_cast<std::size_t>(-1);
  if (text.empty()) throw Malformed{"Version string empty"};
  const std::vector<std::string> parts = split(text, 3);
  if (parts.size() != 3) throw Malformed{"No Major.Minor.Patch elements found"};
  Semver version;
  version.numbers[0] = read_number(parts[0], "major", "Major");
  version.numbers[1] = read_number(parts[1], "minor", "Minor");
  std::string_view patch = parts[2];
  const std::size_t plus = patch.find('+');
  const std::string_view build = plus == patch.npos ? "" : patch.substr(plus + 1);
  const bool has_build = plus != patch.npos;
  patch = patch.substr(0, plus);
  const std::size_t dash = patch.find('-');
  version.numbers[2] = read_number(patch.substr(0, dash), "patch", "Patch");
  if (dash != patch.npos) {
    for (std::string& each : split(patch.substr(dash + 1), all)) {
      version.pre_release.push_back(read_pre_release(std::move(each)));
    }
  }
  if (has_build) {
    for (const std::string& each : split(build, all)) check_build(each);
  }
  return version;
}

/// Without its leading zeros.
std::string trimmed(const std::string& part) {
  if (part.size() <= 1) return part;
  std::string rest = part.substr(std::min(part.find_first_not_of('0'), part.size()));
  return rest.empty() || !is_digit(rest.front()) ? "0" + rest : rest;
}

std::string normalized(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  std::vector<std::string> parts = split(text, 3);
  for (std::string& part : parts) part = trimmed(part);
  if (parts.size() < 3 && parts.back().find_first_of("+-") != std::string::npos) {
    throw Malformed{"short version cannot contain PreRelease/Build meta data"};
  }
  parts.resize(3, "0");
  return parts[0] + "." + parts[1] + "." + parts[2];
}

}  // namespace

SemverResult parse_semver(std::string_view text) {
  try {
    return {.version = read_version(text)};
  } catch (const Malformed& malformed) {
    return {.problem = malformed.problem};
  }
}

SemverResult parse_loose_semver(std::string_view text) {
  try {
    return {.version = read_version(normalized(text))};
  } catch (const Malformed& malformed) {
    return {.problem = malformed.problem};
  }
}

}  // namespace k8s::testing::fake::cel
