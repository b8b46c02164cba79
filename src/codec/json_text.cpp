#include "codec/json_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <k8s/error.hpp>

namespace k8s::codec {
namespace {

constexpr boost::json::parse_options options{.max_depth = 256};

}  // namespace

void check_json(std::string_view text) {
  boost::system::error_code error;
  boost::json::parse({text.data(), text.size()}, error, {}, options);
  if (error) throw DecodeError("$", 0, error.message());
}

bool same_json(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (a.empty() || b.empty()) return false;
  return boost::json::parse({a.data(), a.size()}, {}, options) ==
         boost::json::parse({b.data(), b.size()}, {}, options);
}

}  // namespace k8s::codec
