// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/priority-level-configuration-v1/

#include <cmath>
#include <string>

#include "testing/fake/kinds/flow_control.hpp"
#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake {
namespace {

constexpr int usual_shares = 30;
constexpr int usual_hand = 8;
constexpr int usual_queues = 64;
constexpr int usual_length = 50;

void default_number(json::object& object, std::string_view name, int number) {
  if (number_at(object, name).value_or(0) == 0) object[name] = number;
}

void set_defaults(json::object& level) {
  json::object& spec = ensure_object(level, "spec");
  if (json::value* const exempt = find(spec, "exempt"); exempt != nullptr && exempt->is_object()) {
    set_default(exempt->get_object(), "nominalConcurrencyShares", 0);
    set_default(exempt->get_object(), "lendablePercent", 0);
  }
  json::value* const limited = find(spec, "limited");
  if (limited == nullptr || !limited->is_object()) return;
  json::object& limits = limited->get_object();
  set_default(limits, "nominalConcurrencyShares", usual_shares);
  set_default(limits, "lendablePercent", 0);
  json::value* const queuing = find(ensure_object(limits, "limitResponse"), "queuing");
  if (queuing == nullptr || !queuing->is_object()) return;
  default_number(queuing->get_object(), "handSize", usual_hand);
  default_number(queuing->get_object(), "queues", usual_queues);
  default_number(queuing->get_object(), "queueLengthLimit", usual_length);
}

/// How many bits choosing a hand of cards takes.
int entropy_bits(std::int64_t deck, std::int64_t hand) {
  double bits = 0;
  for (std::int64_t i = 0; i < hand; ++i) bits += std::log2(static_cast<double>(deck - i));
  return static_cast<int>(std::ceil(bits));
}

void validate_queuing(const Part& queuing) {
  constexpr std::int64_t most_queues = 10'000'000;
  constexpr int most_bits = 60;
  FieldErrors& errors = queuing.errors();
  const std::int64_t queues = queuing.number("queues");
  const std::int64_t hand = queuing.number("handSize");
  if (queuing.number("queueLengthLimit") <= 0) {
    errors.invalid(queuing.at("queueLengthLimit"), queuing.number("queueLengthLimit"),
                   "must be positive");
  }
  if (queues <= 0) {
    errors.invalid(queuing.at("queues"), queues, "must be positive");
  } else if (queues > most_queues) {
    errors.invalid(queuing.at("queues"), queues, "must not be greater than 10000000");
  }
  if (hand <= 0) {
    errors.invalid(queuing.at("handSize"), hand, "must be positive");
  } else if (hand > queues) {
    errors.invalid(queuing.at("handSize"), hand,
                   "should not be greater than queues (" + std::to_string(queues) + ")");
  } else if (entropy_bits(queues, hand) > most_bits) {
    errors.invalid(queuing.at("handSize"), hand,
                   "required entropy bits of deckSize " + std::to_string(queues) +
                       " and handSize " + std::to_string(hand) + " should not be greater than 60");
  }
}

void validate_response(const Part& response) {
  const std::string_view type = response.text("type");
  if (type == "Reject") {
    response.forbid("queuing", "must be nil if limited.limitResponse.type is not Limited");
  } else if (type == "Queue") {
    if (response.require_member("queuing",
                                "must not be empty if limited.limitResponse.type is Limited")) {
      validate_queuing(response.child("queuing"));
    }
  } else {
    response.require_choice("type", {"Queue", "Reject"});
  }
}

void validate_shares(const Part& part) {
  if (part.number("nominalConcurrencyShares") < 0) {
    part.errors().invalid(part.at("nominalConcurrencyShares"),
                          part.number("nominalConcurrencyShares"),
                          "must be a non-negative integer");
  }
}

void validate_lendable(const Part& part) {
  constexpr std::int64_t all = 100;
  part.in_range("lendablePercent", 0, all, "must be between 0 and 100, inclusive");
}

void validate(const json::object& level, FieldErrors& errors) {
  const Part spec{object_at(level, "spec"), "spec", errors};
  const std::string_view type = spec.text("type");
  if ((name_of(level) == "exempt") != (type == "Exempt")) {
    errors.invalid(spec.at("type"), type, "must be 'Exempt' if and only if `name` is 'exempt'");
  }
  if (type == "Exempt") {
    spec.forbid("limited", "must be nil if the type is not Limited");
    if (spec.has("exempt")) {
      validate_shares(spec.child("exempt"));
      validate_lendable(spec.child("exempt"));
    }
  } else if (type == "Limited") {
    spec.forbid("exempt", "must be nil if the type is Limited");
    if (spec.require_member("limited", "must not be empty when type is Limited")) {
      const Part limited = spec.child("limited");
      validate_shares(limited);
      validate_response(limited.child("limitResponse"));
      validate_lendable(limited);
      if (limited.number("borrowingLimitPercent") < 0) {
        errors.invalid(limited.at("borrowingLimitPercent"), limited.number("borrowingLimitPercent"),
                       "if specified, must be a non-negative integer");
      }
    }
  } else {
    spec.require_choice("type", {"Exempt", "Limited"});
  }
  validate_flow_conditions(level, {}, errors);
}

}  // namespace

const KindRules priority_level_rules{.unconditional_update = false,
                                     .set_defaults = &set_defaults,
                                     .validate = &validate,
                                     .validate_status_update = &validate_flow_conditions};

}  // namespace k8s::testing::fake
