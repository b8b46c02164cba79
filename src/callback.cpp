#include <k8s/callback.hpp>

#include <string_view>

#include <k8s/config.hpp>

namespace k8s {

template <class... Arguments>
Callback<void(Arguments...)>::Callback(Function function)
    : function_(function ? std::make_shared<const Function>(std::move(function)) : nullptr) {}

template class Callback<void(LogLevel, std::string_view)>;
template class Callback<void(const ServerWarning&)>;

}  // namespace k8s
