#include "testing/fake/cel/unify.hpp"

#include <algorithm>

namespace k8s::testing::fake::cel {
namespace {

bool assign(Substitutions& substitutions, const TypePtr& to, const TypePtr& from);

bool is_wild(const Type& type) {
  return is_dyn(type) || type.kind == Kind::error;
}

bool is_nullable(const Type& type) {
  return type.kind == Kind::null || type.kind == Kind::opaque || type.kind == Kind::object ||
         type.kind == Kind::duration || type.kind == Kind::timestamp;
}

bool is_as_general(const Type& a, const Type& b) {
  if (is_dyn(a) || a.kind == Kind::parameter) return true;
  if (is_dyn(b) || b.kind == Kind::parameter || a.kind != b.kind) return false;
  if (a.kind == Kind::type) return true;
  return a.name == b.name &&
         std::ranges::equal(a.parameters, b.parameters, [](const TypePtr& x, const TypePtr& y) {
           return is_as_general(*x, *y);
         });
}

bool occurs_in(const Substitutions& substitutions, const Type& type, const Type& within) {
  if (same_type(type, within)) return true;
  if (within.kind == Kind::parameter) {
    const auto found = substitutions.find(within.name);
    return found != substitutions.end() && occurs_in(substitutions, type, *found->second);
  }
  return std::ranges::any_of(within.parameters, [&](const TypePtr& each) {
    return occurs_in(substitutions, type, *each);
  });
}

enum class Bound { no, to_other, yes };

/// Lets a parameter stand for a type, if it can.
Bound bind(Substitutions& substitutions, const TypePtr& type, const TypePtr& parameter) {
  if (same_type(*type, *parameter)) return Bound::yes;
  const auto found = substitutions.find(parameter->name);
  if (found != substitutions.end()) {
    const TypePtr bound = found->second;
    if (same_type(*type, *bound)) return Bound::yes;
    if (!assign(substitutions, type, bound)) return Bound::to_other;
    const TypePtr general = most_general(type, bound);
    if (!occurs_in(substitutions, *parameter, *general)) {
      substitutions[parameter->name] = general;
    }
    return Bound::yes;
  }
  if (occurs_in(substitutions, *parameter, *type)) return Bound::no;
  substitutions[parameter->name] = type;
  return Bound::yes;
}

bool assign_each(Substitutions& substitutions, std::span<const TypePtr> to,
                 std::span<const TypePtr> from) {
  if (to.size() != from.size()) return false;
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (!assign(substitutions, to[i], from[i])) return false;
  }
  return true;
}

bool assign(Substitutions& substitutions, const TypePtr& to, const TypePtr& from) {
  if (from->kind == Kind::parameter) {
    const Bound bound = bind(substitutions, to, from);
    if (bound != Bound::no) return bound == Bound::yes;
  }
  if (to->kind == Kind::parameter) return bind(substitutions, from, to) == Bound::yes;
  if (is_wild(*to) || is_wild(*from)) return true;
  if (to->kind == Kind::null) return is_nullable(*from);
  if (from->kind == Kind::null) return is_nullable(*to);
  if (to->kind == Kind::type) return from->kind == Kind::type;
  return to->kind == from->kind && to->name == from->name &&
         assign_each(substitutions, to->parameters, from->parameters);
}

}  // namespace

bool is_assignable(Substitutions& substitutions, const TypePtr& to, const TypePtr& from) {
  return are_assignable(substitutions, std::span(&to, 1), std::span(&from, 1));
}

bool are_assignable(Substitutions& substitutions, std::span<const TypePtr> to,
                    std::span<const TypePtr> from) {
  Substitutions attempt = substitutions;
  if (!assign_each(attempt, to, from)) return false;
  substitutions = std::move(attempt);
  return true;
}

TypePtr substitute(const Substitutions& substitutions, const TypePtr& type, bool free_to_dyn) {
  if (type->kind == Kind::parameter) {
    const auto found = substitutions.find(type->name);
    if (found != substitutions.end()) return substitute(substitutions, found->second, free_to_dyn);
    return free_to_dyn ? plain_type(Kind::dyn) : type;
  }
  if (type->parameters.empty()) return type;
  Type result = *type;
  for (TypePtr& each : result.parameters) each = substitute(substitutions, each, free_to_dyn);
  return std::make_shared<const Type>(std::move(result));
}

TypePtr most_general(const TypePtr& a, const TypePtr& b) {
  return is_as_general(*a, *b) ? a : b;
}

}  // namespace k8s::testing::fake::cel
