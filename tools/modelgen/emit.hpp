#pragma once

#include <map>
#include <string>

#include "layout.hpp"
#include "model.hpp"

namespace modelgen {

/// Texts by path: headers in include/ and sources in src/, below the folder that is asked for.
using Files = std::map<std::string, std::string>;

Files emit(const Model& model, const Layout& layout, const Rules& rules,
           const Selection& selection);

}  // namespace modelgen
