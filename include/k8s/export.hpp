#pragma once

/// K8S_EXPORT marks what the library offers; everything else is hidden from the linker.
#if defined(K8S_STATIC) || !defined(__GNUC__)
#define K8S_EXPORT
#else
#define K8S_EXPORT __attribute__((visibility("default")))
#endif
