// One header is enough, by the kind's own namespace and by its lifted name; names that the library
// has for itself stay its own.
#include <type_traits>

#include <k8s/models/batch/v1/job.hpp>
#include <k8s/selector.hpp>

static_assert(std::is_same_v<k8s::Job, k8s::batch::v1::Job>);
static_assert(std::is_same_v<k8s::PodSpec, k8s::core::v1::PodSpec>);
static_assert(std::is_same_v<k8s::ObjectMeta, k8s::meta::v1::ObjectMeta>);
static_assert(!std::is_same_v<k8s::Condition, k8s::meta::v1::ObjectMeta>);
static_assert(std::is_base_of_v<k8s::Condition, k8s::Equality>);

// Nested structs are aggregates, kinds are none; both move without throwing.
static_assert(std::is_aggregate_v<k8s::PodSpec> && std::is_aggregate_v<k8s::Container>);
static_assert(!std::is_aggregate_v<k8s::Job>);
static_assert(std::is_nothrow_move_constructible_v<k8s::Job>);
static_assert(std::is_nothrow_move_assignable_v<k8s::Job>);
static_assert(std::is_same_v<k8s::Job::content_type, k8s::JobSpec>);

int main() {}
