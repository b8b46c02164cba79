#pragma once

#include <memory>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

namespace k8s::detail {

template <auto free>
struct Free {
  template <class T>
  void operator()(T* object) const noexcept {
    free(object);
  }
};

/// Owns an object of OpenSSL: `OpensslHandle<X509, X509_free>`.
template <class T, auto free>
using OpensslHandle = std::unique_ptr<T, Free<free>>;

using Bio = OpensslHandle<BIO, BIO_free_all>;
using Certificate = OpensslHandle<X509, X509_free>;
using Key = OpensslHandle<EVP_PKEY, EVP_PKEY_free>;

}  // namespace k8s::detail
