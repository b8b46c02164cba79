// Volumes, claims, and what makes them.

#include <algorithm>
#include <map>

#include "testing/fake/tables/cells.hpp"

namespace k8s::testing::fake {
namespace {

using Now = std::chrono::sys_seconds;

/// "RWO,ROX"
std::string modes_text(const json::object& object, Path path) {
  const std::vector<std::string> modes = texts_at(object, path);
  std::vector<std::string> shown;
  for (const auto& [mode, text] :
       {std::pair("ReadWriteOnce", "RWO"), std::pair("ReadOnlyMany", "ROX"),
        std::pair("ReadWriteMany", "RWX"), std::pair("ReadWriteOncePod", "RWOP")}) {
    if (std::ranges::find(modes, mode) != modes.end()) shown.emplace_back(text);
  }
  return join(shown);
}

std::string_view phase_of(const json::object& object) {
  return is_terminating(object) ? "Terminating" : text_at(object, {"status", "phase"});
}

std::string_view class_of(const json::object& object) {
  const std::string_view annotated = text_at(object_at(object, {"metadata", "annotations"}),
                                             "volume.beta.kubernetes.io/storage-class");
  return annotated.empty() ? text_at(object, {"spec", "storageClassName"}) : annotated;
}

json::array volume_cells(const json::object& volume, Now now) {
  const json::object& claim = object_at(volume, {"spec", "claimRef"});
  std::string claim_text;
  if (!claim.empty()) {
    claim_text =
        std::string(text_at(claim, "namespace")) + "/" + std::string(text_at(claim, "name"));
  }
  const std::string_view size = text_at(volume, {"spec", "capacity", "storage"});
  return {cell(name_of(volume)),
          cell(size.empty() ? "0" : size),
          cell(modes_text(volume, {"spec", "accessModes"})),
          cell(text_at(volume, {"spec", "persistentVolumeReclaimPolicy"})),
          cell(phase_of(volume)),
          cell(claim_text),
          cell(class_of(volume)),
          cell_or_unset(volume, {"spec", "volumeAttributesClassName"}),
          cell(text_at(volume, {"status", "reason"})),
          cell(age_of(volume, now)),
          cell_or_unset(volume, {"spec", "volumeMode"})};
}

json::array claim_cells(const json::object& claim, Now now) {
  const std::string_view volume = text_at(claim, {"spec", "volumeName"});
  std::string_view capacity;
  std::string modes;
  if (!volume.empty()) {
    capacity = text_at(claim, {"status", "capacity", "storage"});
    if (capacity.empty()) capacity = "0";
    modes = modes_text(claim, {"status", "accessModes"});
  }
  return {cell(name_of(claim)),
          cell(phase_of(claim)),
          cell(volume),
          cell(capacity),
          cell(modes),
          cell(class_of(claim)),
          cell_or_unset(claim, {"spec", "volumeAttributesClassName"}),
          cell(age_of(claim, now)),
          cell_or_unset(claim, {"spec", "volumeMode"})};
}

json::array class_cells(const json::object& object, Now now) {
  std::string name(name_of(object));
  const json::object& annotations = object_at(object, {"metadata", "annotations"});
  if (text_at(annotations, "storageclass.kubernetes.io/is-default-class") == "true" ||
      text_at(annotations, "storageclass.beta.kubernetes.io/is-default-class") == "true") {
    name += " (default)";
  }
  return {cell(name),
          cell(text_at(object, "provisioner")),
          cell(text_at(object, "reclaimPolicy")),
          cell(text_at(object, "volumeBindingMode")),
          flag_at(object, "allowVolumeExpansion"),
          cell(age_of(object, now))};
}

json::array attributes_cells(const json::object& object, Now now) {
  return {cell(name_of(object)), cell(text_at(object, "driverName")), cell(age_of(object, now))};
}

json::array attachment_cells(const json::object& object, Now now) {
  return {cell(name_of(object)),
          cell(text_at(object, {"spec", "attacher"})),
          cell(text_at(object, {"spec", "source", "persistentVolumeName"})),
          cell(text_at(object, {"spec", "nodeName"})),
          flag_at(object, {"status", "attached"}),
          cell(age_of(object, now))};
}

json::array driver_cells(const json::object& object, Now now) {
  const json::object& spec = object_at(object, "spec");
  std::vector<std::string> audiences;
  const json::array& requests = array_at(spec, "tokenRequests");
  for (std::size_t i = 0; i < requests.size(); ++i) {
    audiences.emplace_back(text_at(element_at(requests, i), "audience"));
  }
  return {cell(name_of(object)),
          flag_at(spec, "attachRequired"),
          flag_at(spec, "podInfoOnMount"),
          flag_at(spec, "storageCapacity"),
          cell(requests.empty() ? unset : join(audiences)),
          flag_at(spec, "requiresRepublish"),
          cell_or_none(join(texts_at(spec, {"volumeLifecycleModes"}))),
          cell(age_of(object, now))};
}

json::array driver_node_cells(const json::object& object, Now now) {
  return {cell(name_of(object)),
          static_cast<std::int64_t>(array_at(object, {"spec", "drivers"}).size()),
          cell(age_of(object, now))};
}

}  // namespace

const TableColumns* storage_columns(std::string_view group, std::string_view plural) {
  static const std::map<std::pair<std::string_view, std::string_view>, BuiltinColumns> columns{
      {{"", "persistentvolumeclaims"}, BuiltinColumns(&claim_cells)},
      {{"", "persistentvolumes"}, BuiltinColumns(&volume_cells)},
      {{"storage.k8s.io", "csidrivers"}, BuiltinColumns(&driver_cells)},
      {{"storage.k8s.io", "csinodes"}, BuiltinColumns(&driver_node_cells)},
      {{"storage.k8s.io", "storageclasses"}, BuiltinColumns(&class_cells)},
      {{"storage.k8s.io", "volumeattachments"}, BuiltinColumns(&attachment_cells)},
      {{"storage.k8s.io", "volumeattributesclasses"}, BuiltinColumns(&attributes_cells)},
  };
  const auto found = columns.find({group, plural});
  return found == columns.end() ? nullptr : &found->second;
}

}  // namespace k8s::testing::fake
