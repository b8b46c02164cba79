#include "testing/fake/cel/declarations.hpp"

#include <array>
#include <map>
#include <set>

namespace k8s::testing::fake::cel {
namespace {

struct Declaration {
  std::string_view function;
  std::string_view id;
  bool is_method;
  std::string_view arguments;
  std::string_view result;
};

constexpr std::array<Declaration, 340> declarations{
    {{"!_", "logical_not", false, "bool", "bool"},
     {"-_", "negate_double", false, "double", "double"},
     {"-_", "negate_int64", false, "int", "int"},
     {"@in", "in_list", false, "A, list(A)", "bool"},
     {"@in", "in_map", false, "A, map(A, B)", "bool"},
     {"@not_strictly_false", "not_strictly_false", false, "bool", "bool"},
     {"@sortByAssociatedKeys", "list_int_sortByAssociatedKeys", true, "list(T), list(int)",
      "list(T)"},
     {"@sortByAssociatedKeys", "list_uint_sortByAssociatedKeys", true, "list(T), list(uint)",
      "list(T)"},
     {"@sortByAssociatedKeys", "list_double_sortByAssociatedKeys", true, "list(T), list(double)",
      "list(T)"},
     {"@sortByAssociatedKeys", "list_bool_sortByAssociatedKeys", true, "list(T), list(bool)",
      "list(T)"},
     {"@sortByAssociatedKeys", "list_google.protobuf.Duration_sortByAssociatedKeys", true,
      "list(T), list(duration)", "list(T)"},
     {"@sortByAssociatedKeys", "list_google.protobuf.Timestamp_sortByAssociatedKeys", true,
      "list(T), list(timestamp)", "list(T)"},
     {"@sortByAssociatedKeys", "list_string_sortByAssociatedKeys", true, "list(T), list(string)",
      "list(T)"},
     {"@sortByAssociatedKeys", "list_bytes_sortByAssociatedKeys", true, "list(T), list(bytes)",
      "list(T)"},
     {"_!=_", "not_equals", false, "A, A", "bool"},
     {"_%_", "modulo_int64", false, "int, int", "int"},
     {"_%_", "modulo_uint64", false, "uint, uint", "uint"},
     {"_&&_", "logical_and", false, "bool, bool", "bool"},
     {"_*_", "multiply_double", false, "double, double", "double"},
     {"_*_", "multiply_int64", false, "int, int", "int"},
     {"_*_", "multiply_uint64", false, "uint, uint", "uint"},
     {"_+_", "add_bytes", false, "bytes, bytes", "bytes"},
     {"_+_", "add_double", false, "double, double", "double"},
     {"_+_", "add_duration_duration", false, "duration, duration", "duration"},
     {"_+_", "add_duration_timestamp", false, "duration, timestamp", "timestamp"},
     {"_+_", "add_timestamp_duration", false, "timestamp, duration", "timestamp"},
     {"_+_", "add_int64", false, "int, int", "int"},
     {"_+_", "add_list", false, "list(A), list(A)", "list(A)"},
     {"_+_", "add_string", false, "string, string", "string"},
     {"_+_", "add_uint64", false, "uint, uint", "uint"},
     {"_-_", "subtract_double", false, "double, double", "double"},
     {"_-_", "subtract_duration_duration", false, "duration, duration", "duration"},
     {"_-_", "subtract_int64", false, "int, int", "int"},
     {"_-_", "subtract_timestamp_duration", false, "timestamp, duration", "timestamp"},
     {"_-_", "subtract_timestamp_timestamp", false, "timestamp, timestamp", "duration"},
     {"_-_", "subtract_uint64", false, "uint, uint", "uint"},
     {"_/_", "divide_double", false, "double, double", "double"},
     {"_/_", "divide_int64", false, "int, int", "int"},
     {"_/_", "divide_uint64", false, "uint, uint", "uint"},
     {"_<=_", "less_equals_bool", false, "bool, bool", "bool"},
     {"_<=_", "less_equals_int64", false, "int, int", "bool"},
     {"_<=_", "less_equals_int64_double", false, "int, double", "bool"},
     {"_<=_", "less_equals_int64_uint64", false, "int, uint", "bool"},
     {"_<=_", "less_equals_uint64", false, "uint, uint", "bool"},
     {"_<=_", "less_equals_uint64_double", false, "uint, double", "bool"},
     {"_<=_", "less_equals_uint64_int64", false, "uint, int", "bool"},
     {"_<=_", "less_equals_double", false, "double, double", "bool"},
     {"_<=_", "less_equals_double_int64", false, "double, int", "bool"},
     {"_<=_", "less_equals_double_uint64", false, "double, uint", "bool"},
     {"_<=_", "less_equals_string", false, "string, string", "bool"},
     {"_<=_", "less_equals_bytes", false, "bytes, bytes", "bool"},
     {"_<=_", "less_equals_timestamp", false, "timestamp, timestamp", "bool"},
     {"_<=_", "less_equals_duration", false, "duration, duration", "bool"},
     {"_<_", "less_bool", false, "bool, bool", "bool"},
     {"_<_", "less_int64", false, "int, int", "bool"},
     {"_<_", "less_int64_double", false, "int, double", "bool"},
     {"_<_", "less_int64_uint64", false, "int, uint", "bool"},
     {"_<_", "less_uint64", false, "uint, uint", "bool"},
     {"_<_", "less_uint64_double", false, "uint, double", "bool"},
     {"_<_", "less_uint64_int64", false, "uint, int", "bool"},
     {"_<_", "less_double", false, "double, double", "bool"},
     {"_<_", "less_double_int64", false, "double, int", "bool"},
     {"_<_", "less_double_uint64", false, "double, uint", "bool"},
     {"_<_", "less_string", false, "string, string", "bool"},
     {"_<_", "less_bytes", false, "bytes, bytes", "bool"},
     {"_<_", "less_timestamp", false, "timestamp, timestamp", "bool"},
     {"_<_", "less_duration", false, "duration, duration", "bool"},
     {"_==_", "equals", false, "A, A", "bool"},
     {"_>=_", "greater_equals_bool", false, "bool, bool", "bool"},
     {"_>=_", "greater_equals_int64", false, "int, int", "bool"},
     {"_>=_", "greater_equals_int64_double", false, "int, double", "bool"},
     {"_>=_", "greater_equals_int64_uint64", false, "int, uint", "bool"},
     {"_>=_", "greater_equals_uint64", false, "uint, uint", "bool"},
     {"_>=_", "greater_equals_uint64_double", false, "uint, double", "bool"},
     {"_>=_", "greater_equals_uint64_int64", false, "uint, int", "bool"},
     {"_>=_", "greater_equals_double", false, "double, double", "bool"},
     {"_>=_", "greater_equals_double_int64", false, "double, int", "bool"},
     {"_>=_", "greater_equals_double_uint64", false, "double, uint", "bool"},
     {"_>=_", "greater_equals_string", false, "string, string", "bool"},
     {"_>=_", "greater_equals_bytes", false, "bytes, bytes", "bool"},
     {"_>=_", "greater_equals_timestamp", false, "timestamp, timestamp", "bool"},
     {"_>=_", "greater_equals_duration", false, "duration, duration", "bool"},
     {"_>_", "greater_bool", false, "bool, bool", "bool"},
     {"_>_", "greater_int64", false, "int, int", "bool"},
     {"_>_", "greater_int64_double", false, "int, double", "bool"},
     {"_>_", "greater_int64_uint64", false, "int, uint", "bool"},
     {"_>_", "greater_uint64", false, "uint, uint", "bool"},
     {"_>_", "greater_uint64_double", false, "uint, double", "bool"},
     {"_>_", "greater_uint64_int64", false, "uint, int", "bool"},
     {"_>_", "greater_double", false, "double, double", "bool"},
     {"_>_", "greater_double_int64", false, "double, int", "bool"},
     {"_>_", "greater_double_uint64", false, "double, uint", "bool"},
     {"_>_", "greater_string", false, "string, string", "bool"},
     {"_>_", "greater_bytes", false, "bytes, bytes", "bool"},
     {"_>_", "greater_timestamp", false, "timestamp, timestamp", "bool"},
     {"_>_", "greater_duration", false, "duration, duration", "bool"},
     {"_?_:_", "conditional", false, "bool, A, A", "A"},
     {"_[?_]", "list_optindex_optional_int", false, "list(V), int", "optional_type(V)"},
     {"_[?_]", "optional_list_optindex_optional_int", false, "optional_type(list(V)), int",
      "optional_type(V)"},
     {"_[?_]", "map_optindex_optional_value", false, "map(K, V), K", "optional_type(V)"},
     {"_[?_]", "optional_map_optindex_optional_value", false, "optional_type(map(K, V)), K",
      "optional_type(V)"},
     {"_[_]", "index_list", false, "list(A), int", "A"},
     {"_[_]", "index_map", false, "map(A, B), A", "B"},
     {"_[_]", "optional_list_index_int", false, "optional_type(list(V)), int", "optional_type(V)"},
     {"_[_]", "optional_map_index_value", false, "optional_type(map(K, V)), K", "optional_type(V)"},
     {"_||_", "logical_or", false, "bool, bool", "bool"},
     {"add", "quantity_add", true, "kubernetes.Quantity, kubernetes.Quantity",
      "kubernetes.Quantity"},
     {"add", "quantity_add_int", true, "kubernetes.Quantity, int", "kubernetes.Quantity"},
     {"asApproximateFloat", "quantity_get_float", true, "kubernetes.Quantity", "double"},
     {"asInteger", "quantity_get_int", true, "kubernetes.Quantity", "int"},
     {"bool", "bool_to_bool", false, "bool", "bool"},
     {"bool", "string_to_bool", false, "string", "bool"},
     {"bytes", "bytes_to_bytes", false, "bytes", "bytes"},
     {"bytes", "string_to_bytes", false, "string", "bytes"},
     {"cel.@mapInsert", "@mapInsert_map_key_value", false, "map(K, V), K, V", "map(K, V)"},
     {"cel.@mapInsert", "@mapInsert_map_map", false, "map(K, V), map(K, V)", "map(K, V)"},
     {"charAt", "string_char_at_int", true, "string, int", "string"},
     {"cidr", "string_to_cidr", false, "string", "net.CIDR"},
     {"compareTo", "quantity_compare_to", true, "kubernetes.Quantity, kubernetes.Quantity", "int"},
     {"compareTo", "semver_compare_to", true, "kubernetes.Semver, kubernetes.Semver", "int"},
     {"contains", "contains_string", true, "string, string", "bool"},
     {"containsCIDR", "cidr_contains_cidr_string", true, "net.CIDR, string", "bool"},
     {"containsCIDR", "cidr_contains_cidr", true, "net.CIDR, net.CIDR", "bool"},
     {"containsIP", "cidr_contains_ip_string", true, "net.CIDR, string", "bool"},
     {"containsIP", "cidr_contains_ip_ip", true, "net.CIDR, net.IP", "bool"},
     {"distinct", "list_distinct", true, "list(T)", "list(T)"},
     {"double", "double_to_double", false, "double", "double"},
     {"double", "int64_to_double", false, "int", "double"},
     {"double", "string_to_double", false, "string", "double"},
     {"double", "uint64_to_double", false, "uint", "double"},
     {"duration", "duration_to_duration", false, "duration", "duration"},
     {"duration", "int64_to_duration", false, "int", "duration"},
     {"duration", "string_to_duration", false, "string", "duration"},
     {"dyn", "to_dyn", false, "A", "dyn"},
     {"endsWith", "ends_with_string", true, "string, string", "bool"},
     {"family", "ip_family", true, "net.IP", "int"},
     {"find", "string_find_string", true, "string, string", "string"},
     {"findAll", "string_find_all_string", true, "string, string", "list(string)"},
     {"findAll", "string_find_all_string_int", true, "string, string, int", "list(string)"},
     {"first", "list_first", true, "list(V)", "optional_type(V)"},
     {"flatten", "list_flatten", true, "list(list(T))", "list(T)"},
     {"flatten", "list_flatten_int", true, "list(dyn), int", "list(dyn)"},
     {"format", "string_format", true, "string, list(dyn)", "string"},
     {"format.byte", "format.byte", false, "", "kubernetes.NamedFormat"},
     {"format.date", "format.date", false, "", "kubernetes.NamedFormat"},
     {"format.datetime", "format.datetime", false, "", "kubernetes.NamedFormat"},
     {"format.dns1035Label", "format.dns1035Label", false, "", "kubernetes.NamedFormat"},
     {"format.dns1035LabelPrefix", "format.dns1035LabelPrefix", false, "",
      "kubernetes.NamedFormat"},
     {"format.dns1123Label", "format.dns1123Label", false, "", "kubernetes.NamedFormat"},
     {"format.dns1123LabelPrefix", "format.dns1123LabelPrefix", false, "",
      "kubernetes.NamedFormat"},
     {"format.dns1123Subdomain", "format.dns1123Subdomain", false, "", "kubernetes.NamedFormat"},
     {"format.dns1123SubdomainPrefix", "format.dns1123SubdomainPrefix", false, "",
      "kubernetes.NamedFormat"},
     {"format.labelValue", "format.labelValue", false, "", "kubernetes.NamedFormat"},
     {"format.named", "format-named", false, "string", "optional_type(kubernetes.NamedFormat)"},
     {"format.qualifiedName", "format.qualifiedName", false, "", "kubernetes.NamedFormat"},
     {"format.uri", "format.uri", false, "", "kubernetes.NamedFormat"},
     {"format.uuid", "format.uuid", false, "", "kubernetes.NamedFormat"},
     {"getDate", "timestamp_to_day_of_month_1_based", true, "timestamp", "int"},
     {"getDate", "timestamp_to_day_of_month_1_based_with_tz", true, "timestamp, string", "int"},
     {"getDayOfMonth", "timestamp_to_day_of_month", true, "timestamp", "int"},
     {"getDayOfMonth", "timestamp_to_day_of_month_with_tz", true, "timestamp, string", "int"},
     {"getDayOfWeek", "timestamp_to_day_of_week", true, "timestamp", "int"},
     {"getDayOfWeek", "timestamp_to_day_of_week_with_tz", true, "timestamp, string", "int"},
     {"getDayOfYear", "timestamp_to_day_of_year", true, "timestamp", "int"},
     {"getDayOfYear", "timestamp_to_day_of_year_with_tz", true, "timestamp, string", "int"},
     {"getEscapedPath", "url_get_escaped_path", true, "kubernetes.URL", "string"},
     {"getFullYear", "timestamp_to_year", true, "timestamp", "int"},
     {"getFullYear", "timestamp_to_year_with_tz", true, "timestamp, string", "int"},
     {"getHost", "url_get_host", true, "kubernetes.URL", "string"},
     {"getHostname", "url_get_hostname", true, "kubernetes.URL", "string"},
     {"getHours", "timestamp_to_hours", true, "timestamp", "int"},
     {"getHours", "timestamp_to_hours_with_tz", true, "timestamp, string", "int"},
     {"getHours", "duration_to_hours", true, "duration", "int"},
     {"getMilliseconds", "timestamp_to_milliseconds", true, "timestamp", "int"},
     {"getMilliseconds", "timestamp_to_milliseconds_with_tz", true, "timestamp, string", "int"},
     {"getMilliseconds", "duration_to_milliseconds", true, "duration", "int"},
     {"getMinutes", "timestamp_to_minutes", true, "timestamp", "int"},
     {"getMinutes", "timestamp_to_minutes_with_tz", true, "timestamp, string", "int"},
     {"getMinutes", "duration_to_minutes", true, "duration", "int"},
     {"getMonth", "timestamp_to_month", true, "timestamp", "int"},
     {"getMonth", "timestamp_to_month_with_tz", true, "timestamp, string", "int"},
     {"getPort", "url_get_port", true, "kubernetes.URL", "string"},
     {"getQuery", "url_get_query", true, "kubernetes.URL", "map(string, list(string))"},
     {"getScheme", "url_get_scheme", true, "kubernetes.URL", "string"},
     {"getSeconds", "timestamp_to_seconds", true, "timestamp", "int"},
     {"getSeconds", "timestamp_to_seconds_tz", true, "timestamp, string", "int"},
     {"getSeconds", "duration_to_seconds", true, "duration", "int"},
     {"hasValue", "optional_hasValue", true, "optional_type(V)", "bool"},
     {"indexOf", "list_a_index_of_int", true, "list(A), A", "int"},
     {"indexOf", "string_index_of_string", true, "string, string", "int"},
     {"indexOf", "string_index_of_string_int", true, "string, string, int", "int"},
     {"int", "int64_to_int64", false, "int", "int"},
     {"int", "double_to_int64", false, "double", "int"},
     {"int", "duration_to_int64", false, "duration", "int"},
     {"int", "string_to_int64", false, "string", "int"},
     {"int", "timestamp_to_int64", false, "timestamp", "int"},
     {"int", "uint64_to_int64", false, "uint", "int"},
     {"ip", "string_to_ip", false, "string", "net.IP"},
     {"ip", "cidr_ip", true, "net.CIDR", "net.IP"},
     {"ip.isCanonical", "ip_is_canonical", false, "string", "bool"},
     {"isCIDR", "is_cidr", false, "string", "bool"},
     {"isGlobalUnicast", "ip_is_global_unicast", true, "net.IP", "bool"},
     {"isGreaterThan", "quantity_is_greater_than", true, "kubernetes.Quantity, kubernetes.Quantity",
      "bool"},
     {"isGreaterThan", "semver_is_greater_than", true, "kubernetes.Semver, kubernetes.Semver",
      "bool"},
     {"isIP", "is_ip", false, "string", "bool"},
     {"isInteger", "quantity_is_integer", true, "kubernetes.Quantity", "bool"},
     {"isLessThan", "quantity_is_less_than", true, "kubernetes.Quantity, kubernetes.Quantity",
      "bool"},
     {"isLessThan", "semver_is_less_than", true, "kubernetes.Semver, kubernetes.Semver", "bool"},
     {"isLinkLocalMulticast", "ip_is_link_local_multicast", true, "net.IP", "bool"},
     {"isLinkLocalUnicast", "ip_is_link_local_unicast", true, "net.IP", "bool"},
     {"isLoopback", "ip_is_loopback", true, "net.IP", "bool"},
     {"isQuantity", "is_quantity_string", false, "string", "bool"},
     {"isSemver", "is_semver_string", false, "string", "bool"},
     {"isSemver", "is_semver_string_bool", false, "string, bool", "bool"},
     {"isSorted", "list_int_is_sorted_bool", true, "list(int)", "bool"},
     {"isSorted", "list_uint_is_sorted_bool", true, "list(uint)", "bool"},
     {"isSorted", "list_double_is_sorted_bool", true, "list(double)", "bool"},
     {"isSorted", "list_bool_is_sorted_bool", true, "list(bool)", "bool"},
     {"isSorted", "list_duration_is_sorted_bool", true, "list(duration)", "bool"},
     {"isSorted", "list_timestamp_is_sorted_bool", true, "list(timestamp)", "bool"},
     {"isSorted", "list_string_is_sorted_bool", true, "list(string)", "bool"},
     {"isSorted", "list_bytes_is_sorted_bool", true, "list(bytes)", "bool"},
     {"isURL", "is_url_string", false, "string", "bool"},
     {"isUnspecified", "ip_is_unspecified", true, "net.IP", "bool"},
     {"jsonpatch.escapeKey", "string_jsonpatch_escapeKey_string", false, "string", "string"},
     {"join", "list_join", true, "list(string)", "string"},
     {"join", "list_join_string", true, "list(string), string", "string"},
     {"last", "list_last", true, "list(V)", "optional_type(V)"},
     {"lastIndexOf", "list_a_last_index_of_int", true, "list(A), A", "int"},
     {"lastIndexOf", "string_last_index_of_string", true, "string, string", "int"},
     {"lastIndexOf", "string_last_index_of_string_int", true, "string, string, int", "int"},
     {"lists.range", "lists_range", false, "int", "list(int)"},
     {"lowerAscii", "string_lower_ascii", true, "string", "string"},
     {"major", "semver_major", true, "kubernetes.Semver", "int"},
     {"masked", "cidr_masked", true, "net.CIDR", "net.CIDR"},
     {"matches", "matches", false, "string, string", "bool"},
     {"matches", "matches_string", true, "string, string", "bool"},
     {"max", "list_int_max_int", true, "list(int)", "int"},
     {"max", "list_uint_max_uint", true, "list(uint)", "uint"},
     {"max", "list_double_max_double", true, "list(double)", "double"},
     {"max", "list_bool_max_bool", true, "list(bool)", "bool"},
     {"max", "list_duration_max_duration", true, "list(duration)", "duration"},
     {"max", "list_timestamp_max_timestamp", true, "list(timestamp)", "timestamp"},
     {"max", "list_string_max_string", true, "list(string)", "string"},
     {"max", "list_bytes_max_bytes", true, "list(bytes)", "bytes"},
     {"min", "list_int_min_int", true, "list(int)", "int"},
     {"min", "list_uint_min_uint", true, "list(uint)", "uint"},
     {"min", "list_double_min_double", true, "list(double)", "double"},
     {"min", "list_bool_min_bool", true, "list(bool)", "bool"},
     {"min", "list_duration_min_duration", true, "list(duration)", "duration"},
     {"min", "list_timestamp_min_timestamp", true, "list(timestamp)", "timestamp"},
     {"min", "list_string_min_string", true, "list(string)", "string"},
     {"min", "list_bytes_min_bytes", true, "list(bytes)", "bytes"},
     {"minor", "semver_minor", true, "kubernetes.Semver", "int"},
     {"optional.none", "optional_none", false, "", "optional_type(V)"},
     {"optional.of", "optional_of", false, "V", "optional_type(V)"},
     {"optional.ofNonZeroValue", "optional_ofNonZeroValue", false, "V", "optional_type(V)"},
     {"optional.unwrap", "optional_unwrap", false, "list(optional_type(V))", "list(V)"},
     {"or", "optional_or_optional", true, "optional_type(V), optional_type(V)", "optional_type(V)"},
     {"orValue", "optional_orValue_value", true, "optional_type(V), V", "V"},
     {"patch", "semver_patch", true, "kubernetes.Semver", "int"},
     {"prefixLength", "cidr_prefix_length", true, "net.CIDR", "int"},
     {"quantity", "string_to_quantity", false, "string", "kubernetes.Quantity"},
     {"replace", "string_replace_string_string", true, "string, string, string", "string"},
     {"replace", "string_replace_string_string_int", true, "string, string, string, int", "string"},
     {"reverse", "list_reverse", true, "list(T)", "list(T)"},
     {"semver", "string_to_semver", false, "string", "kubernetes.Semver"},
     {"semver", "string_bool_to_semver", false, "string, bool", "kubernetes.Semver"},
     {"sets.contains", "list_sets_contains_list", false, "list(T), list(T)", "bool"},
     {"sets.equivalent", "list_sets_equivalent_list", false, "list(T), list(T)", "bool"},
     {"sets.intersects", "list_sets_intersects_list", false, "list(T), list(T)", "bool"},
     {"sign", "quantity_sign", false, "kubernetes.Quantity", "int"},
     {"size", "size_bytes", false, "bytes", "int"},
     {"size", "bytes_size", true, "bytes", "int"},
     {"size", "size_list", false, "list(A)", "int"},
     {"size", "list_size", true, "list(A)", "int"},
     {"size", "size_map", false, "map(A, B)", "int"},
     {"size", "map_size", true, "map(A, B)", "int"},
     {"size", "size_string", false, "string", "int"},
     {"size", "string_size", true, "string", "int"},
     {"slice", "list_slice", true, "list(T), int, int", "list(T)"},
     {"sort", "list_int_sort", true, "list(int)", "list(int)"},
     {"sort", "list_uint_sort", true, "list(uint)", "list(uint)"},
     {"sort", "list_double_sort", true, "list(double)", "list(double)"},
     {"sort", "list_bool_sort", true, "list(bool)", "list(bool)"},
     {"sort", "list_google.protobuf.Duration_sort", true, "list(duration)", "list(duration)"},
     {"sort", "list_google.protobuf.Timestamp_sort", true, "list(timestamp)", "list(timestamp)"},
     {"sort", "list_string_sort", true, "list(string)", "list(string)"},
     {"sort", "list_bytes_sort", true, "list(bytes)", "list(bytes)"},
     {"split", "string_split_string", true, "string, string", "list(string)"},
     {"split", "string_split_string_int", true, "string, string, int", "list(string)"},
     {"startsWith", "starts_with_string", true, "string, string", "bool"},
     {"string", "string_to_string", false, "string", "string"},
     {"string", "bool_to_string", false, "bool", "string"},
     {"string", "bytes_to_string", false, "bytes", "string"},
     {"string", "double_to_string", false, "double", "string"},
     {"string", "duration_to_string", false, "duration", "string"},
     {"string", "int64_to_string", false, "int", "string"},
     {"string", "timestamp_to_string", false, "timestamp", "string"},
     {"string", "uint64_to_string", false, "uint", "string"},
     {"string", "ip_to_string", false, "net.IP", "string"},
     {"string", "cidr_to_string", false, "net.CIDR", "string"},
     {"strings.quote", "strings_quote", false, "string", "string"},
     {"sub", "quantity_sub", true, "kubernetes.Quantity, kubernetes.Quantity",
      "kubernetes.Quantity"},
     {"sub", "quantity_sub_int", true, "kubernetes.Quantity, int", "kubernetes.Quantity"},
     {"substring", "string_substring_int", true, "string, int", "string"},
     {"substring", "string_substring_int_int", true, "string, int, int", "string"},
     {"sum", "list_int_sum_int", true, "list(int)", "int"},
     {"sum", "list_uint_sum_uint", true, "list(uint)", "uint"},
     {"sum", "list_double_sum_double", true, "list(double)", "double"},
     {"sum", "list_duration_sum_duration", true, "list(duration)", "duration"},
     {"timestamp", "timestamp_to_timestamp", false, "timestamp", "timestamp"},
     {"timestamp", "int64_to_timestamp", false, "int", "timestamp"},
     {"timestamp", "string_to_timestamp", false, "string", "timestamp"},
     {"trim", "string_trim", true, "string", "string"},
     {"type", "type", false, "A", "type(A)"},
     {"uint", "uint64_to_uint64", false, "uint", "uint"},
     {"uint", "double_to_uint64", false, "double", "uint"},
     {"uint", "int64_to_uint64", false, "int", "uint"},
     {"uint", "string_to_uint64", false, "string", "uint"},
     {"unwrapOpt", "optional_unwrapOpt", true, "list(optional_type(V))", "list(V)"},
     {"upperAscii", "string_upper_ascii", true, "string", "string"},
     {"url", "string_to_url", false, "string", "kubernetes.URL"},
     {"validate", "format-validate", true, "kubernetes.NamedFormat, string",
      "optional_type(list(string))"},
     {"value", "optional_value", true, "optional_type(V)", "V"},
     {"allowed", "decision_allowed", true, "kubernetes.authorization.Decision", "bool"},
     {"check", "pathcheck_check", true, "kubernetes.authorization.PathCheck, string",
      "kubernetes.authorization.Decision"},
     {"check", "resourcecheck_check", true, "kubernetes.authorization.ResourceCheck, string",
      "kubernetes.authorization.Decision"},
     {"error", "decision_error", true, "kubernetes.authorization.Decision", "string"},
     {"errored", "decision_errored", true, "kubernetes.authorization.Decision", "bool"},
     {"fieldSelector", "authorizer_fieldselector", true,
      "kubernetes.authorization.ResourceCheck, string", "kubernetes.authorization.ResourceCheck"},
     {"group", "authorizer_group", true, "kubernetes.authorization.Authorizer, string",
      "kubernetes.authorization.GroupCheck"},
     {"labelSelector", "authorizer_labelselector", true,
      "kubernetes.authorization.ResourceCheck, string", "kubernetes.authorization.ResourceCheck"},
     {"name", "resourcecheck_name", true, "kubernetes.authorization.ResourceCheck, string",
      "kubernetes.authorization.ResourceCheck"},
     {"namespace", "resourcecheck_namespace", true,
      "kubernetes.authorization.ResourceCheck, string", "kubernetes.authorization.ResourceCheck"},
     {"path", "authorizer_path", true, "kubernetes.authorization.Authorizer, string",
      "kubernetes.authorization.PathCheck"},
     {"reason", "decision_reason", true, "kubernetes.authorization.Decision", "string"},
     {"resource", "groupcheck_resource", true, "kubernetes.authorization.GroupCheck, string",
      "kubernetes.authorization.ResourceCheck"},
     {"serviceAccount", "authorizer_serviceaccount", true,
      "kubernetes.authorization.Authorizer, string, string", "kubernetes.authorization.Authorizer"},
     {"subresource", "resourcecheck_subresource", true,
      "kubernetes.authorization.ResourceCheck, string", "kubernetes.authorization.ResourceCheck"}}};

constexpr std::array<std::string_view, 12> type_names{
    "bool", "bytes",     "double", "google.protobuf.Duration",
    "int",  "null_type", "string", "google.protobuf.Timestamp",
    "type", "uint",      "net.IP", "net.CIDR"};

/// Splits `int, list(int)` at the commas outside parentheses.
std::vector<TypePtr> parse_types(std::string_view text) {
  std::vector<TypePtr> types;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= text.size() && !text.empty(); ++i) {
    const char c = i < text.size() ? text[i] : ',';
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c != ',' || depth != 0) continue;
    types.push_back(parse_type(text.substr(begin, i - begin)));
    begin = i + 2;
  }
  return types;
}

void collect_parameters(const Type& type, std::set<std::string>& names) {
  if (type.kind == Kind::parameter) names.insert(type.name);
  for (const TypePtr& each : type.parameters) collect_parameters(*each, names);
}

Overload make_overload(const Declaration& declaration) {
  Overload overload{.id = declaration.id,
                    .is_method = declaration.is_method,
                    .arguments = parse_types(declaration.arguments),
                    .result = parse_type(declaration.result)};
  std::set<std::string> names;
  for (const TypePtr& argument : overload.arguments) collect_parameters(*argument, names);
  collect_parameters(*overload.result, names);
  overload.parameters.assign(names.begin(), names.end());
  return overload;
}

using Functions = std::map<std::string_view, std::vector<Overload>>;

const Functions& functions() {
  static const Functions all = [] {
    Functions result;
    for (const Declaration& declaration : declarations) {
      result[declaration.function].push_back(make_overload(declaration));
    }
    return result;
  }();
  return all;
}

std::map<std::string_view, TypePtr> make_named_types() {
  std::map<std::string_view, TypePtr> types;
  for (const std::string_view name : type_names) {
    std::string_view text = name;
    if (name == "google.protobuf.Duration") text = "duration";
    if (name == "google.protobuf.Timestamp") text = "timestamp";
    if (name == "null_type") text = "null";
    types[name] = type_of(parse_type(text));
  }
  types["list"] = type_of(parse_type("list(A)"));
  types["map"] = type_of(parse_type("map(A, B)"));
  types["optional_type"] = type_of(parse_type("optional_type(A)"));
  return types;
}

}  // namespace

std::span<const Overload> overloads_of(std::string_view function) {
  const auto found = functions().find(function);
  return found != functions().end() ? std::span(found->second) : std::span<const Overload>();
}

TypePtr type_named(std::string_view name) {
  static const std::map<std::string_view, TypePtr> types = make_named_types();
  const auto found = types.find(name);
  return found != types.end() ? found->second : nullptr;
}

}  // namespace k8s::testing::fake::cel
