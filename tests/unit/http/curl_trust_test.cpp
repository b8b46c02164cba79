#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include <curl/curl.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "support/curl_requests.hpp"
#include "support/in_fork.hpp"
#include "support/scripted_server.hpp"

// Whether only the CA that was given is trusted can be seen only with another one planted where the
// system keeps its own. That is done in a child process with a view of the file system of its own.

namespace k8s {
namespace {

using testing::get;
using testing::in_fork;
using testing::ScriptedServer;
using testing::ServerTls;
using testing::detail::CertificateAuthority;
using testing::detail::KeyPair;

/// The name under which OpenSSL looks for an authority in a folder: "5ed36f99.0".
std::string name_in_folder(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free);
  std::array<char, 16> name{};
  std::snprintf(name.data(), name.size(), "%08lx.0", X509_subject_name_hash(certificate.get()));
  return name.data();
}

enum class Outcome { trusted, refused, no_namespace };

/// Covers the folder of the system's authorities by `folder`, for this process.
bool cover_authorities(const std::filesystem::path& folder) {
  const char* const system = curl_version_info(CURLVERSION_NOW)->capath;
  if (system == nullptr) return false;
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  return ::mount(folder.c_str(), system, nullptr, MS_BIND, nullptr) == 0;
}

/// What a process sees in which the system trusts what is in `folder`.
Outcome send_with_system_trusting(const std::filesystem::path& folder, const CurlOptions& options) {
  const auto send = [&] {
    if (!cover_authorities(folder)) return Outcome::no_namespace;
    try {
      make_curl_transport(options)->send(get());
      return Outcome::trusted;
    } catch (const TlsError&) {
      return Outcome::refused;
    }
  };
  return static_cast<Outcome>(in_fork([&] { return static_cast<int>(send()); }));
}

TEST(CurlTrustTest, SystemsAuthoritiesAreNotTrustedBesideTheOneGiven) {
  const CertificateAuthority cluster("cluster CA");
  const CertificateAuthority system("system CA");
  const KeyPair pair = system.issue_server({"127.0.0.1"});
  const ScriptedServer server(ScriptedServer::always(200, "ok"),
                              ServerTls{pair.certificate_pem, pair.key_pem});

  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("k8s-trust-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const std::unique_ptr<const std::filesystem::path,
                        std::function<void(const std::filesystem::path*)>>
      cleanup(&folder, [](const auto* path) { std::filesystem::remove_all(*path); });
  std::ofstream(folder / name_in_folder(system.pem())) << system.pem();
  if (const char* const bundle = curl_version_info(CURLVERSION_NOW)->cainfo) {
    std::ofstream(folder / std::filesystem::path(bundle).filename()) << system.pem();
  }

  const Outcome control = send_with_system_trusting(folder, {.server = server.url()});
  if (control == Outcome::no_namespace) {
    GTEST_SKIP() << "this process may not make a mount namespace, or libcurl has no folder of "
                    "authorities";
  }
  ASSERT_EQ(control, Outcome::trusted) << "the planted authority is one of the system's";
  EXPECT_EQ(send_with_system_trusting(folder, {.server = server.url(), .ca_pem = cluster.pem()}),
            Outcome::refused);
}

}  // namespace
}  // namespace k8s
