#pragma once

#include "testing/fake/refusal.hpp"
#include "testing/fake/serve/call.hpp"

// How what a request has come to is written into its answer.

namespace k8s::testing::fake {

/// People get their answers indented.
[[nodiscard]] Layout layout_for(const Query& query, const Headers& headers);

void set_json(detail::ServerResponse& answer);

/// Answers with an object. \throws Refusal if the caller wants a form that is for lists
void write_object(Call& call, int status, const ObjectPtr& object);
/// Answers with a list. \throws Refusal if the caller wants a form that is for single objects
void write_list(Call& call, const Page& page);
/// Answers with a Status that all is well.
/// \param member of the Status beside what all have
void write_success(Call& call, int status, std::string_view member, json::value value);
void write_failure(Call& call, const Failure& failure);

/// Makes YAML of the answer if the caller prefers that, and adds the warnings, each once.
void finish_answer(Call& call);

}  // namespace k8s::testing::fake
