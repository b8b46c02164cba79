#pragma once

// For the header of a model of your own; describe.hpp, for its source file, tells how.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <k8s/array.hpp>
#include <k8s/box.hpp>
#include <k8s/bytes.hpp>
#include <k8s/detail/array_impl.hpp>
#include <k8s/detail/box_impl.hpp>
#include <k8s/detail/map_impl.hpp>
#include <k8s/detail/struct.hpp>
#include <k8s/duration.hpp>
#include <k8s/int_or_string.hpp>
#include <k8s/map.hpp>
#include <k8s/model.hpp>
#include <k8s/models/meta/v1/object_meta.hpp>
#include <k8s/quantity.hpp>
#include <k8s/raw_json.hpp>
#include <k8s/time.hpp>

/// The last line of a top-level kind that has a member `metadata`; the second argument, if there is
/// one, names the member that a constructor takes beside it.
#define K8S_KIND(Type, ...)                                                                      \
  Type() = default;                                                                              \
  explicit Type(::k8s::meta::v1::ObjectMeta its_metadata) : metadata(std::move(its_metadata)) {} \
  __VA_OPT__(using content_type = decltype(__VA_ARGS__);                                         \
             Type(::k8s::meta::v1::ObjectMeta its_metadata,                                      \
                  content_type its_content) : metadata(std::move(its_metadata)),                 \
             __VA_ARGS__(std::move(its_content)){})                                              \
  K8S_KIND_PARTS(Type)
