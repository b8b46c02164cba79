// What system headers and other libraries define as macros does not break ours.
#include <algorithm>
#include <array>
#include <chrono>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#undef stdin
#undef stdout
#undef stderr
#undef linux
#undef unix
#undef major
#undef minor
#undef makedev
#define stdin !
#define stdout !
#define stderr !
#define linux !
#define unix !
#define major(x) !
#define minor(x) !
#define makedev(x) !
#define min(a, b) !
#define max(a, b) !
#define signals !
#define slots !
#define emit !
#define foreach !
#define interface !
#define small !
#define near !
#define far !
#define DELETE !
#define ERROR !
#define DEBUG !

#include <k8s/k8s.hpp>

int main() {
  const k8s::Container container{.name = "a", .stdin_ = true};
  return container.stdin_ ? 0 : 1;
}
