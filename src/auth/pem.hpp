#pragma once

#include <string>
#include <string_view>

namespace k8s::auth {

/// Whether this is PEM text and not the path of a file.
[[nodiscard]] bool is_pem(std::string_view text);

// What is wrong with a text, for people; empty if nothing is. None of them shows any of the text.

/// It must hold one certificate or more, all of them sound.
[[nodiscard]] std::string certificates_problem(std::string_view pem);
/// It must hold a private key that needs no password and belongs to the first of the certificates.
[[nodiscard]] std::string key_problem(std::string_view pem, std::string_view certificate_pem);

}  // namespace k8s::auth
