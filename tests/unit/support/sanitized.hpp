#pragma once

namespace k8s::testing {

/// Whether a sanitizer is at work: it has locks of its own, which may be held while the process
/// forks, and opens pipes to look at objects, which fails where no file is free.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)  // g++
inline constexpr bool sanitized = true;
#elif defined(__has_feature)  // clang++
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#else
inline constexpr bool sanitized = false;
#endif

}  // namespace k8s::testing
