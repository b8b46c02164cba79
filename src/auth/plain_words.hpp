#pragma once

#include <string>
#include <string_view>

namespace k8s::auth {

/// What another program says about its failure, fit for an error text: of the last line that says
/// anything, the plain words and small numbers. Whatever might be a token, a key or a password, and
/// what follows a word such as "token", becomes "...".
[[nodiscard]] std::string plain_words(std::string_view said);

}  // namespace k8s::auth
