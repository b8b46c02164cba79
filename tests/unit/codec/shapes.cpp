#include "codec/shapes.hpp"

#include <k8s/describe.hpp>

namespace shapes {

using k8s::detail::always;
using k8s::detail::required;

K8S_DESCRIBE(Plain, (flag, small, large, number, text, bytes, time, micro, quantity, either, raw,
                     list, map))

K8S_DESCRIBE(Always,
             (flag, small, large, number, text, bytes, time, micro, quantity, either, raw, list,
              map, maybe, box, inner),
             {"flag", always}, {"small", always}, {"large", always}, {"number", always},
             {"text", always}, {"bytes", always}, {"time", always}, {"micro", always},
             {"quantity", always}, {"either", always}, {"raw", always}, {"list", always},
             {"map", always}, {"maybe", always}, {"box", always}, {"inner", always})

K8S_DESCRIBE(Optional, (flag, small, large, number, text, quantity, either, box))

K8S_DESCRIBE(Required, (text, number, list, map, time, quantity, inner), {"text", required},
             {"number", required}, {"list", required}, {"map", required}, {"time", required},
             {"quantity", required}, {"inner", required})

K8S_DESCRIBE(Tree,
             (namespace_, ref_, not_, items, properties, aNameThatIsLongerThanThirtyTwoCharacters),
             {"ref_", 0, "$ref"})

K8S_DESCRIBE(Lists, (smalls, larges, raws, plains, rows, secrets, quantities, many, times, named))

K8S_DESCRIBE(WidgetSpec, (plain, always, optional, required, tree, lists), {"plain", always},
             {"always", always}, {"optional", always}, {"tree", always}, {"lists", always})

K8S_DESCRIBE(WidgetStatus, (phase, details))

K8S_DESCRIBE_KIND(Widget, (metadata, spec, status),
                  {.group = "shapes.example",
                   .version = "v1",
                   .plural = "widgets",
                   .fields = {{"metadata", always}, {"spec", always}, {"status", always}}})

K8S_DESCRIBE_KIND(
    Fleet, (metadata, widgets),
    {.group = "", .version = "v1", .plural = "fleets", .fields = {{"metadata", always}}})

}  // namespace shapes
