#pragma once

/// K8S_EXPORT marks what the library offers; everything else is hidden from the linker. It means
/// the same in the static libraries, so that both kinds are made of the same objects.
#ifdef __GNUC__
#define K8S_EXPORT __attribute__((visibility("default")))
#else
#define K8S_EXPORT
#endif
