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

/// More members than a mask has bits; the last two are required.
struct Wide {
  std::int32_t small0{}, small1{}, small2{}, small3{}, small4{}, small5{}, small6{}, small7{};
  std::int64_t large0{}, large1{}, large2{}, large3{}, large4{}, large5{}, large6{}, large7{};
  k8s::Bytes bytes0{}, bytes1{}, bytes2{}, bytes3{}, bytes4{}, bytes5{}, bytes6{}, bytes7{};
  k8s::Time time0{}, time1{}, time2{}, time3{}, time4{}, time5{}, time6{}, time7{};
  k8s::Quantity quantity0{}, quantity1{}, quantity2{}, quantity3{}, quantity4{}, quantity5{},
      quantity6{}, quantity7{};
  k8s::IntOrString either0{}, either1{}, either2{}, either3{}, either4{}, either5{}, either6{},
      either7{};
  k8s::RawJson raw0{}, raw1{}, raw2{}, raw3{}, raw4{}, raw5{}, raw6{}, raw7{};
  k8s::Array<std::string> list0{}, list1{}, list2{}, list3{}, list4{}, list5{}, list6{}, list7{};
  k8s::Map<std::string> map0{}, map1{}, map2{}, map3{}, map4{}, map5{}, map6{}, map7{};
  std::optional<std::int32_t> maybe0{}, maybe1{}, maybe2{}, maybe3{}, maybe4{}, maybe5{}, maybe6{},
      maybe7{};
  k8s::Box<Plain> box0{}, box1{}, box2{}, box3{}, box4{}, box5{}, box6{}, box7{};
  Plain inner0{}, inner1{}, inner2{}, inner3{}, inner4{}, inner5{}, inner6{}, inner7{};
  bool flag0{}, flag1{}, flag2{}, flag3{}, flag4{}, flag5{}, flag6{}, flag7{};
  double number0{}, number1{}, number2{}, number3{}, number4{}, number5{}, number6{}, number7{};
  std::string text0{}, text1{}, text2{}, text3{}, text4{}, text5{}, text6{}, text7{};
  std::string written{};
  k8s::Array<std::string> listed{};
  K8S_STRUCT(Wide)
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
