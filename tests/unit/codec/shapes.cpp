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

K8S_DESCRIBE_MORE(Wide, 2,
                  (quantity3, either3, raw3, list3, map3, maybe3, box3, inner3, flag4, small4,
                   large4, number4, text4, bytes4, time4, quantity4, either4, raw4, list4, map4,
                   maybe4, box4, inner4, flag5, small5, large5, number5, text5, bytes5, time5,
                   quantity5, either5, raw5, list5, map5, maybe5, box5, inner5, flag6, small6,
                   large6, number6, text6, bytes6, time6, quantity6, either6, raw6, list6, map6,
                   maybe6, box6))
K8S_DESCRIBE_MORE(Wide, 3,
                  (inner6, flag7, small7, large7, number7, text7, bytes7, time7, quantity7, either7,
                   raw7, list7, map7, maybe7, box7, inner7, written, listed))
K8S_DESCRIBE(Wide,
             (flag0, small0, large0, number0, text0, bytes0, time0, quantity0, either0, raw0, list0,
              map0, maybe0, box0, inner0, flag1, small1, large1, number1, text1, bytes1, time1,
              quantity1, either1, raw1, list1, map1, maybe1, box1, inner1, flag2, small2, large2,
              number2, text2, bytes2, time2, quantity2, either2, raw2, list2, map2, maybe2, box2,
              inner2, flag3, small3, large3, number3, text3, bytes3, time3),
             {"written", required}, {"listed", required})
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
