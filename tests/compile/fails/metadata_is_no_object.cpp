// Metadata does not turn into an object by itself.
// g++: conversion from
// clang++: no viable conversion from
#include <k8s/models/core/v1/namespace.hpp>

k8s::Namespace use(const k8s::ObjectMeta& metadata) {
#ifdef SLIP
  k8s::Namespace made = metadata;
#else
  k8s::Namespace made(metadata);
#endif
  return made;
}
