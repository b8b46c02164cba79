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
  bool flag0{};
  std::int32_t small0{};
  std::int64_t large0{};
  double number0{};
  std::string text0{};
  k8s::Bytes bytes0{};
  k8s::Time time0{};
  k8s::Quantity quantity0{};
  k8s::IntOrString either0{};
  k8s::RawJson raw0{};
  k8s::Array<std::string> list0{};
  k8s::Map<std::string> map0{};
  std::optional<std::int32_t> maybe0{};
  k8s::Box<Plain> box0{};
  Plain inner0{};
  bool flag1{};
  std::int32_t small1{};
  std::int64_t large1{};
  double number1{};
  std::string text1{};
  k8s::Bytes bytes1{};
  k8s::Time time1{};
  k8s::Quantity quantity1{};
  k8s::IntOrString either1{};
  k8s::RawJson raw1{};
  k8s::Array<std::string> list1{};
  k8s::Map<std::string> map1{};
  std::optional<std::int32_t> maybe1{};
  k8s::Box<Plain> box1{};
  Plain inner1{};
  bool flag2{};
  std::int32_t small2{};
  std::int64_t large2{};
  double number2{};
  std::string text2{};
  k8s::Bytes bytes2{};
  k8s::Time time2{};
  k8s::Quantity quantity2{};
  k8s::IntOrString either2{};
  k8s::RawJson raw2{};
  k8s::Array<std::string> list2{};
  k8s::Map<std::string> map2{};
  std::optional<std::int32_t> maybe2{};
  k8s::Box<Plain> box2{};
  Plain inner2{};
  bool flag3{};
  std::int32_t small3{};
  std::int64_t large3{};
  double number3{};
  std::string text3{};
  k8s::Bytes bytes3{};
  k8s::Time time3{};
  k8s::Quantity quantity3{};
  k8s::IntOrString either3{};
  k8s::RawJson raw3{};
  k8s::Array<std::string> list3{};
  k8s::Map<std::string> map3{};
  std::optional<std::int32_t> maybe3{};
  k8s::Box<Plain> box3{};
  Plain inner3{};
  bool flag4{};
  std::int32_t small4{};
  std::int64_t large4{};
  double number4{};
  std::string text4{};
  k8s::Bytes bytes4{};
  k8s::Time time4{};
  k8s::Quantity quantity4{};
  k8s::IntOrString either4{};
  k8s::RawJson raw4{};
  k8s::Array<std::string> list4{};
  k8s::Map<std::string> map4{};
  std::optional<std::int32_t> maybe4{};
  k8s::Box<Plain> box4{};
  Plain inner4{};
  bool flag5{};
  std::int32_t small5{};
  std::int64_t large5{};
  double number5{};
  std::string text5{};
  k8s::Bytes bytes5{};
  k8s::Time time5{};
  k8s::Quantity quantity5{};
  k8s::IntOrString either5{};
  k8s::RawJson raw5{};
  k8s::Array<std::string> list5{};
  k8s::Map<std::string> map5{};
  std::optional<std::int32_t> maybe5{};
  k8s::Box<Plain> box5{};
  Plain inner5{};
  bool flag6{};
  std::int32_t small6{};
  std::int64_t large6{};
  double number6{};
  std::string text6{};
  k8s::Bytes bytes6{};
  k8s::Time time6{};
  k8s::Quantity quantity6{};
  k8s::IntOrString either6{};
  k8s::RawJson raw6{};
  k8s::Array<std::string> list6{};
  k8s::Map<std::string> map6{};
  std::optional<std::int32_t> maybe6{};
  k8s::Box<Plain> box6{};
  Plain inner6{};
  bool flag7{};
  std::int32_t small7{};
  std::int64_t large7{};
  double number7{};
  std::string text7{};
  k8s::Bytes bytes7{};
  k8s::Time time7{};
  k8s::Quantity quantity7{};
  k8s::IntOrString either7{};
  k8s::RawJson raw7{};
  k8s::Array<std::string> list7{};
  k8s::Map<std::string> map7{};
  std::optional<std::int32_t> maybe7{};
  k8s::Box<Plain> box7{};
  Plain inner7{};
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
