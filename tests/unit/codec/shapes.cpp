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
                  (raw4, raw5, raw6, raw7, list0, list1, list2, list3, list4, list5, list6, list7,
                   map0, map1, map2, map3, map4, map5, map6, map7, maybe0, maybe1, maybe2, maybe3,
                   maybe4, maybe5, maybe6, maybe7, box0, box1, box2, box3, box4, box5, box6, box7,
                   inner0, inner1, inner2, inner3, inner4, inner5, inner6, inner7, flag0, flag1,
                   flag2, flag3, flag4, flag5, flag6, flag7))
K8S_DESCRIBE_MORE(Wide, 3,
                  (number0, number1, number2, number3, number4, number5, number6, number7, text0,
                   text1, text2, text3, text4, text5, text6, text7, written, listed))
K8S_DESCRIBE(Wide,
             (small0, small1, small2, small3, small4, small5, small6, small7, large0, large1,
              large2, large3, large4, large5, large6, large7, bytes0, bytes1, bytes2, bytes3,
              bytes4, bytes5, bytes6, bytes7, time0, time1, time2, time3, time4, time5, time6,
              time7, quantity0, quantity1, quantity2, quantity3, quantity4, quantity5, quantity6,
              quantity7, either0, either1, either2, either3, either4, either5, either6, either7,
              raw0, raw1, raw2, raw3),
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
