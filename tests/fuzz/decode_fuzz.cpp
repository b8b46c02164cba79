#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/error.hpp>
#include <boost/json/parse.hpp>
#include <k8s/error.hpp>
#include <k8s/json.hpp>
#include <k8s/models/common.hpp>

namespace {

boost::json::value parse(std::string_view text, boost::system::error_code& error) {
  return boost::json::parse({text.data(), text.size()}, error, {}, {.max_depth = 256});
}

template <class T>
void read_and_write(std::string_view json) {
  try {
    const auto object = k8s::from_json<T>(json);
    const std::string written = k8s::to_json(object);
    if (!k8s::wire_equal(k8s::from_json<T>(written), object)) std::abort();

    boost::system::error_code error;
    const auto expected = parse(json, error);
    if (error == boost::json::error::exponent_overflow) return;  // which it does not hold
    if (error) std::abort();
    const auto same = parse(json, error);
    if (same != expected) return;  // it reads 0e400 as NaN
    if (parse(written, error) != expected) std::abort();
  } catch (const k8s::DecodeError&) {
    return;
  }
}

}  // namespace

/// JSON is read or refused as Boost.JSON does, and nothing of what was read is lost.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<char> exact(data, data + size);  // so that reading on is seen
  const std::string_view json(exact.data(), exact.size());
  read_and_write<k8s::Pod>(json);
  read_and_write<k8s::Deployment>(json);
  read_and_write<k8s::Secret>(json);
  return 0;
}
