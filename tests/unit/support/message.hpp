#pragma once

#include <exception>
#include <string>

namespace k8s::testing {

/// what() of the exception that `call` throws; "no error" if it throws none.
template <class Call>
std::string message_of(Call&& call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace k8s::testing
