#pragma once

#include "yaml/emit.hpp"   // IWYU pragma: export
#include "yaml/parse.hpp"  // IWYU pragma: export
