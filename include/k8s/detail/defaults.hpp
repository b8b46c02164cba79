#pragma once

#include <k8s/export.hpp>

namespace k8s::detail {

/// The options of a call that names none: one object in the library, since making and destroying
/// them at each call would cost the caller's code more than the call. Specialised for each kind of
/// options, where it is defined.
template <class Options>
const Options& defaults() noexcept;

}  // namespace k8s::detail
