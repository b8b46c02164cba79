#pragma once

#include <chrono>
#include <vector>

#include "testing/fake/form.hpp"
#include "testing/fake/resource.hpp"

// Objects in a form that is not the whole of them: as rows of a table, or as their metadata.

namespace k8s::testing::fake {

/// \param now from which a table reckons ages
/// \param with_columns whether a table says what its columns are
/// \throws Refusal if the form is one of lists
[[nodiscard]] json::object object_in_form(const Resource& resource, const Form& form,
                                          const ObjectPtr& object, std::chrono::sys_seconds now,
                                          bool with_columns = true);

/// \param metadata of the list
/// \throws Refusal if the form is one of single objects
[[nodiscard]] json::object list_in_form(const Resource& resource, const Form& form,
                                        const std::vector<ObjectPtr>& objects,
                                        std::chrono::sys_seconds now, json::object metadata);

}  // namespace k8s::testing::fake
