#pragma once

#include <string_view>
#include <vector>

#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake {

/// What a path of kubectl's kind leads to, in order: `.spec.size`, `.list[0].name`, `.list[*]`,
/// `.list[0:2]`, `.annotations.example\.com/note`, `['name']`,
/// `.conditions[?(@.type=="Ready")].status`. Nothing where a path says something else, such as
/// `..name`. https://kubernetes.io/docs/reference/kubectl/jsonpath/
[[nodiscard]] std::vector<const json::value*> find_json_path(const json::value& root,
                                                             std::string_view path);

}  // namespace k8s::testing::fake
