#pragma once

#include <map>
#include <string>

#include "layout.hpp"
#include "model.hpp"

namespace modelgen {

/// Texts by path, below the root of the project: headers in include/k8s/models, sources in
/// src/models.
using Files = std::map<std::string, std::string>;

Files emit(const Model& model, const Layout& layout, const Selection& selection);

}  // namespace modelgen
