// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library

#include <algorithm>
#include <array>

#include "testing/fake/cel/functions/functions.hpp"
#include "testing/fake/cel/url.hpp"
#include "testing/fake/names.hpp"
#include "testing/fake/schema_format.hpp"

namespace k8s::testing::fake::cel {
namespace {

using Result = std::optional<Value>;

Complaints unless(bool holds, const char* complaint) {
  return holds ? Complaints() : Complaints{complaint};
}

Complaints check_label_prefix(std::string_view text) {
  return check_name_prefix(&check_dns_label, text);
}
Complaints check_subdomain_prefix(std::string_view text) {
  return check_name_prefix(&check_dns_subdomain, text);
}
Complaints check_1035_prefix(std::string_view text) {
  return check_name_prefix(&check_dns_1035_label, text);
}
Complaints check_uri(std::string_view text) {
  const std::string problem = parse_url(text).problem;
  return problem.empty() ? Complaints() : Complaints{problem};
}
Complaints check_uuid(std::string_view text) {
  return unless(has_format("uuid", text), "does not match the UUID format");
}
Complaints check_byte(std::string_view text) {
  return unless(has_format("byte", text), "invalid base64");
}
Complaints check_date(std::string_view text) {
  return unless(has_format("date", text), "invalid date");
}
Complaints check_datetime(std::string_view text) {
  return unless(has_format("date-time", text), "invalid datetime");
}

struct Format {
  std::string_view name;
  NameCheck check;
};

constexpr std::array<Format, 13> formats{{{"dns1123Label", &check_dns_label},
                                          {"dns1123Subdomain", &check_dns_subdomain},
                                          {"dns1035Label", &check_dns_1035_label},
                                          {"qualifiedName", &check_label_key},
                                          {"dns1123LabelPrefix", &check_label_prefix},
                                          {"dns1123SubdomainPrefix", &check_subdomain_prefix},
                                          {"dns1035LabelPrefix", &check_1035_prefix},
                                          {"labelValue", &check_label_value},
                                          {"uri", &check_uri},
                                          {"uuid", &check_uuid},
                                          {"byte", &check_byte},
                                          {"date", &check_date},
                                          {"datetime", &check_datetime}}};

const Format* format_named(std::string_view name) {
  const auto* const found = std::ranges::find(formats, name, &Format::name);
  return found != formats.end() ? found : nullptr;
}

Result named(Arguments arguments) {
  return with<std::string>(arguments, [](const std::string& name) {
    const Format* const format = format_named(name);
    return format != nullptr ? make_optional(NamedFormat{format->name}) : no_optional();
  });
}

Result validate(Arguments arguments) {
  return with<NamedFormat, std::string>(
      arguments, [](const NamedFormat& format, const std::string& text) {
        const Complaints complaints = format_named(format.name)->check(text);
        return complaints.empty() ? no_optional() : make_optional(make_text_list(complaints));
      });
}

template <std::size_t index>
Result constant(Arguments) {
  return Value(NamedFormat{formats[index].name});
}

constexpr std::array<Function, 15> functions{{{"format.named", &named},
                                              {"validate", &validate},
                                              {"format.dns1123Label", &constant<0>},
                                              {"format.dns1123Subdomain", &constant<1>},
                                              {"format.dns1035Label", &constant<2>},
                                              {"format.qualifiedName", &constant<3>},
                                              {"format.dns1123LabelPrefix", &constant<4>},
                                              {"format.dns1123SubdomainPrefix", &constant<5>},
                                              {"format.dns1035LabelPrefix", &constant<6>},
                                              {"format.labelValue", &constant<7>},
                                              {"format.uri", &constant<8>},
                                              {"format.uuid", &constant<9>},
                                              {"format.byte", &constant<10>},
                                              {"format.date", &constant<11>},
                                              {"format.datetime", &constant<12>}}};

}  // namespace

std::span<const Function> format_functions() {
  return functions;
}

}  // namespace k8s::testing::fake::cel
