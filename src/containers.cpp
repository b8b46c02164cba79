// The lists and maps of plain values, which belong to no model: their members are compiled here.

#include <cstdint>
#include <string>

#include <k8s/bytes.hpp>
#include <k8s/detail/array_impl.hpp>
#include <k8s/detail/map_impl.hpp>
#include <k8s/int_or_string.hpp>
#include <k8s/quantity.hpp>
#include <k8s/raw_json.hpp>
#include <k8s/time.hpp>

namespace k8s {

template class Array<std::int32_t>;
template class Array<std::int64_t>;
template class Array<double>;
template class Array<std::string>;
template class Array<Bytes>;
template class Array<Time>;
template class Array<MicroTime>;
template class Array<Quantity>;
template class Array<IntOrString>;
template class Array<RawJson>;
template class Array<Array<std::string>>;

template class Map<bool>;
template class Map<std::int32_t>;
template class Map<std::int64_t>;
template class Map<double>;
template class Map<std::string>;
template class Map<Bytes>;
template class Map<Time>;
template class Map<MicroTime>;
template class Map<Quantity>;
template class Map<IntOrString>;
template class Map<RawJson>;
template class Map<Array<std::string>>;
template class Map<Map<std::string>>;

}  // namespace k8s
