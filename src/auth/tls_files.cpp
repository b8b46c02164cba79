#include "auth/tls_files.hpp"

#include <cstddef>
#include <string_view>
#include <system_error>
#include <utility>

#include <k8s/error.hpp>

#include "auth/credentials.hpp"
#include "auth/pem.hpp"
#include "lack_of_files.hpp"
#include "log.hpp"
#include "read_file.hpp"

namespace k8s::auth {

namespace {

/// It may be otherwise the next time, though nothing has changed in the file.
class NotNow : public ConfigError {
 public:
  using ConfigError::ConfigError;
};

bool passes(const std::error_code& error) {
  return is_lack_of_files(error) || error == std::errc::not_enough_memory ||
         error == std::errc::io_error;
}

constexpr std::size_t longest_pem = std::size_t{16} << 20;

/// PEM text, and for errors the file that it came from.
struct Pem {
  std::string text;
  std::string file{};  // empty if the text was given
};

/// \param what it is, for errors: "the CA of verify_ssl"
Pem read_pem(const std::string& text_or_path, std::string_view what) {
  if (is_pem(text_or_path)) return {text_or_path};
  detail::FileText file = detail::read_file(text_or_path, longest_pem);
  if (file.error) {
    const std::string problem = "cannot read " + std::string(what) + ": " + file.error.message();
    if (passes(file.error)) throw NotNow(problem, text_or_path);
    throw ConfigError(
        problem + "; name a PEM file that this program may read, or give the PEM text itself",
        text_or_path);
  }
  return {std::move(file.text), text_or_path};
}

void check(const Pem& pem, std::string_view what, const std::string& problem) {
  if (!problem.empty())
    throw ConfigError(std::string(what) + " cannot be used: " + problem, pem.file);
}

std::string read_ca(const std::string& text_or_path) {
  if (text_or_path.empty()) return {};
  constexpr std::string_view what = "the CA of verify_ssl";
  Pem pem = read_pem(text_or_path, what);
  check(pem, what, certificates_problem(pem.text));
  return std::move(pem.text);
}

/// \param field where it comes from, for errors: "cert"
void read_client_certificate(const ClientCertificate& cert, const std::string& field,
                             TlsMaterial& material) {
  if (cert.certificate.empty() && cert.key.empty()) return;
  if (cert.certificate.empty()) {
    throw ConfigError(field + " has a key but no certificate; set both, or none");
  }
  const std::string what = "the certificate of " + field;
  Pem certificate = read_pem(cert.certificate, what);
  check(certificate, what, certificates_problem(certificate.text));
  const std::string key_what = "the key of " + field;
  Pem key = cert.key.empty() ? certificate : read_pem(cert.key, key_what);
  std::string problem = key_problem(key.text, certificate.text);
  if (cert.key.empty() && !problem.empty()) problem += "; name the file of the key";
  check(key, key_what, problem);
  material.certificate_pem = std::move(certificate.text);
  material.key_pem = std::move(key.text);
}

bool is_path(const std::string& text_or_path) {
  return !text_or_path.empty() && !is_pem(text_or_path);
}

}  // namespace

FileMark::FileMark(const std::string& path) {
  struct stat status{};
  if (!is_path(path) || ::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  device_ = status.st_dev;
  inode_ = status.st_ino;
  size_ = status.st_size;
  times_ = {status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
            status.st_ctim.tv_nsec};
}

TlsFiles::TlsFiles(const Config& config) {
  config_.api_server = config.api_server;
  config_.verify_ssl = config.verify_ssl;
  if (shows_certificate(config)) config_.cert = config.cert;
  config_.cert_source = config.cert_source;
  config_.logger = config.logger;
  marks_ = look(nullptr);
  material_ = read();
}

bool TlsFiles::may_change() const {
  return config_.cert_source != nullptr || marks_ != Marks{};
}

/// \param certificate of the source, if there is one
TlsFiles::Marks TlsFiles::look(const ClientCertificate* certificate) const {
  if (config_.cert_source) {
    if (certificate == nullptr) return {FileMark(config_.verify_ssl.ca()), {}, {}};
    return {FileMark(config_.verify_ssl.ca()), FileMark(certificate->certificate),
            FileMark(certificate->key)};
  }
  return {FileMark(config_.verify_ssl.ca()), FileMark(config_.cert.certificate),
          FileMark(config_.cert.key)};
}

std::shared_ptr<const TlsMaterial> TlsFiles::read() const {
  TlsMaterial material;
  if (config_.verify_ssl.verify()) material.ca_pem = read_ca(config_.verify_ssl.ca());
  if (!config_.cert_source) {
    read_client_certificate(config_.cert, "cert", material);
  } else if (certificate_) {
    read_client_certificate(*certificate_, "cert_source", material);
  }
  return std::make_shared<const TlsMaterial>(std::move(material));
}

std::shared_ptr<const TlsMaterial> TlsFiles::material() {
  // It may take its time, and has a lock of its own.
  std::shared_ptr<const ClientCertificate> certificate;
  if (config_.cert_source) certificate = config_.cert_source->certificate();
  // Without the lock, which a fork would leave to its child as it is. Who comes late with what was
  // there before reads once more than there is need.
  const Marks marks = look(certificate.get());
  const std::lock_guard lock(mutex_);
  if (certificate != certificate_) {
    certificate_.swap(certificate);
    try {
      material_ = read();
      marks_ = marks;
    } catch (const ConfigError&) {
      certificate_ = std::move(certificate);
      throw;
    }
  } else if (marks != marks_) {
    renew(marks);
  }
  return material_;
}

void TlsFiles::renew(const Marks& marks) {
  try {
    std::shared_ptr<const TlsMaterial> fresh = read();
    const bool same = fresh->ca_pem == material_->ca_pem &&
                      fresh->certificate_pem == material_->certificate_pem &&
                      fresh->key_pem == material_->key_pem;
    if (!same) material_ = std::move(fresh);
    marks_ = marks;
  } catch (const NotNow& error) {
    if (told_ == marks) return;
    told_ = marks;
    detail::log(config_, LogLevel::warning,
                std::string(error.what()) + "; what stood there before stays in use for now");
  } catch (const ConfigError& error) {
    marks_ = marks;
    detail::log(config_, LogLevel::warning,
                std::string(error.what()) + "; what stood there before stays in use");
  }
}

}  // namespace k8s::auth
