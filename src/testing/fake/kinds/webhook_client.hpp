#pragma once

#include "testing/fake/kinds/part.hpp"

// How the server reaches a webhook, of admission or of conversion.

namespace k8s::testing::fake {

/// The member `url` of a client's configuration.
void validate_webhook_url(const Part& client);
/// The member `path` of a service that serves a webhook.
void validate_webhook_path(const Part& service);

}  // namespace k8s::testing::fake
