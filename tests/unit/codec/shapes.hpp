#pragma once

// A small API in which every way to hold and to write a member occurs.

#include <k8s/custom_model.hpp>

namespace shapes {

/// Every kind of value, each left out when it is empty.
struct Plain {
  bool flag{};
  std::int32_t small{};
  std::int64_t large{};
  double number{};
  std::string text{};
  k8s::Bytes bytes{};
  k8s::Time time{};
  k8s::MicroTime micro{};
  k8s::Quantity quantity{};
  k8s::IntOrString either{};
  k8s::RawJson raw{};
  k8s::Array<std::string> list{};
  k8s::Map<std::string> map{};
  K8S_STRUCT(Plain)
};

/// Every kind of value, each of which Go writes always.
struct Always {
  bool flag{};
  std::int32_t small{};
  std::int64_t large{};
  double number{};
  std::string text{};
  k8s::Bytes bytes{};
  k8s::Time time{};
  k8s::MicroTime micro{};
  k8s::Quantity quantity{};
  k8s::IntOrString either{};
  k8s::RawJson raw{};
  k8s::Array<std::string> list{};
  k8s::Map<std::string> map{};
  std::optional<std::int32_t> maybe{};
  k8s::Box<Plain> box{};
  Plain inner{};
  K8S_STRUCT(Always)
};

/// What Go holds by pointer.
struct Optional {
  std::optional<bool> flag{};
  std::optional<std::int32_t> small{};
  std::optional<std::int64_t> large{};
  std::optional<double> number{};
  std::optional<std::string> text{};
  std::optional<k8s::Quantity> quantity{};
  std::optional<k8s::IntOrString> either{};
  k8s::Box<Plain> box{};
  K8S_STRUCT(Optional)
};

/// What the schema requires.
struct Required {
  std::string text{};
  std::int32_t number{};
  k8s::Array<std::string> list{};
  k8s::Map<std::string> map{};
  k8s::Time time{};
  k8s::Quantity quantity{};
  Plain inner{};
  K8S_STRUCT(Required)
};

/// A type that contains itself, with names that C++ or JSON make difficult.
struct Tree {
  std::string namespace_{};
  std::string ref_{};
  k8s::Box<Tree> not_{};
  k8s::Array<Tree> items{};
  k8s::Map<Tree> properties{};
  std::string aNameThatIsLongerThanThirtyTwoCharacters{};
  K8S_STRUCT(Tree)
};

/// Values inside of lists and maps.
struct Lists {
  k8s::Array<std::int32_t> smalls{};
  k8s::Array<std::int64_t> larges{};
  k8s::Array<k8s::RawJson> raws{};
  k8s::Array<Plain> plains{};
  k8s::Array<k8s::Array<std::string>> rows{};
  k8s::Map<k8s::Bytes> secrets{};
  k8s::Map<k8s::Quantity> quantities{};
  k8s::Map<k8s::Array<std::string>> many{};
  k8s::Map<k8s::Time> times{};
  k8s::Map<Plain> named{};
  K8S_STRUCT(Lists)
};

struct WidgetSpec {
  Plain plain{};
  Always always{};
  Optional optional{};
  k8s::Box<Required> required{};
  Tree tree{};
  Lists lists{};
  K8S_STRUCT(WidgetSpec)
};

struct WidgetStatus {
  std::string phase{};
  Required details{};
  K8S_STRUCT(WidgetStatus)
};

struct Widget : k8s::Model<Widget> {
  k8s::ObjectMeta metadata{};
  WidgetSpec spec{};
  WidgetStatus status{};
  K8S_KIND(Widget, spec)
};

/// A kind that contains another one.
struct Fleet : k8s::Model<Fleet> {
  k8s::ObjectMeta metadata{};
  k8s::Array<Widget> widgets{};
  K8S_KIND(Fleet, widgets)
};

}  // namespace shapes
