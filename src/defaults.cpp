#include <k8s/detail/defaults.hpp>

#include <k8s/config.hpp>
#include <k8s/options.hpp>

namespace k8s::detail {
namespace {

/// Never destroyed: calls may come as late as the program likes.
template <class Options>
const Options& only_one() noexcept {
  static const auto& options = *new Options;
  return options;
}

}  // namespace

template <>
const GetOptions& defaults<GetOptions>() noexcept {
  return only_one<GetOptions>();
}
template <>
const ListOptions& defaults<ListOptions>() noexcept {
  return only_one<ListOptions>();
}
template <>
const SaveOptions& defaults<SaveOptions>() noexcept {
  return only_one<SaveOptions>();
}
template <>
const ApplyOptions& defaults<ApplyOptions>() noexcept {
  return only_one<ApplyOptions>();
}
template <>
const PatchOptions& defaults<PatchOptions>() noexcept {
  return only_one<PatchOptions>();
}
template <>
const DeleteOptions& defaults<DeleteOptions>() noexcept {
  return only_one<DeleteOptions>();
}
template <>
const WatchOptions& defaults<WatchOptions>() noexcept {
  return only_one<WatchOptions>();
}
template <>
const WatcherOptions& defaults<WatcherOptions>() noexcept {
  return only_one<WatcherOptions>();
}
template <>
const KubeConfigOptions& defaults<KubeConfigOptions>() noexcept {
  return only_one<KubeConfigOptions>();
}

}  // namespace k8s::detail
