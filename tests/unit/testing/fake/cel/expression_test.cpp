// What expressions of CEL give: for each one what a kube-apiserver says to it, and what it
// estimates that it costs.

#include <gmock/gmock.h>

#include <array>
#include <string>

#include <boost/json/parse.hpp>

#include "testing/fake/cel/schema_value.hpp"
#include "testing/fake/validation_rule.hpp"

namespace {

using k8s::testing::fake::ValidationRule;
namespace cel = k8s::testing::fake::cel;
namespace json = boost::json;

/// Of a schema with a member of every kind.
constexpr const char* schema_text =
    R"({"type":"object","properties":{"s":{"type":"string"},"s10":{"type":"string","maxLength":10},
"i":{"type":"integer"},"n":{"type":"number"},"b":{"type":"boolean"},"d":{"type":"string",
"format":"duration"},"t":{"type":"string","format":"date-time"},"day":{"type":"string",
"format":"date"},"by":{"type":"string","format":"byte"},
"ios":{"x-kubernetes-int-or-string":true},"en":{"type":"string","enum":["A","Bcd"]},
"l":{"type":"array","items":{"type":"integer"}},"l5":{"type":"array","maxItems":5,
"items":{"type":"string","maxLength":8}},"ls":{"type":"array","items":{"type":"string"}},
"set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
"ml":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
"items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},
"v":{"type":"integer"}}}},"ol":{"type":"array","items":{"type":"object",
"properties":{"name":{"type":"string"},"port":{"type":"integer"},"tags":{"type":"array",
"items":{"type":"string"}}}}},"m":{"type":"object","additionalProperties":{"type":"string"}},
"m3":{"type":"object","maxProperties":3,"additionalProperties":{"type":"integer"}},
"mm":{"type":"object","additionalProperties":{"type":"object",
"properties":{"x":{"type":"integer"}}}},"o":{"type":"object",
"properties":{"a":{"type":"string"},"c":{"type":"object",
"properties":{"z":{"type":"integer"}}}}},"nul":{"type":"string","nullable":true},
"free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},"a-b":{"type":"string"},
"x.y":{"type":"string"},"p/q":{"type":"integer"},"namespace":{"type":"string"},
"un__der":{"type":"string"},"emb":{"type":"object","x-kubernetes-embedded-resource":true,
"properties":{"spec":{"type":"object"}}},"dl":{"type":"array","items":{"type":"number"}},
"al":{"type":"array","items":{"type":"array","items":{"type":"integer"}}}}})";

constexpr const char* object_text =
    R"({"s":"hello","s10":"abc","i":5,"n":1.5,"b":true,"d":"1h30m","t":"2024-05-06T07:08:09.123Z",
"day":"2024-02-29","by":"aGVsbG8=","ios":80,"en":"A","l":[3,1,2],"l5":["a","b"],"ls":["x","y",
"x"],"set":["a","b"],"ml":[{"name":"p","v":1},{"name":"q","v":2}],"ol":[{"name":"a","port":80,
"tags":["t1"]},{"name":"b","port":443}],"m":{"k1":"v1","k2":"v2"},"m3":{"a":1},
"mm":{"q":{"x":3}},"o":{"a":"A","c":{"z":9}},"free":{"u":1},"a-b":"dash","x.y":"dot","p/q":7,
"namespace":"ns","un__der":"u","emb":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"nm"},
"spec":{}},"dl":[1.5,2.5],"al":[[1],[2,3]]})";

const json::object& schema() {
  static const json::object object = json::parse(schema_text).as_object();
  return object;
}

ValidationRule compiled(const char* expression) {
  static const auto type = cel::schema_type(schema(), false, "selfType");
  return {{{"rule", expression}}, schema(), *type};
}

std::string result_of(const ValidationRule& rule) {
  const cel::Value self = cel::schema_value(json::parse(object_text), schema(), false);
  return cel::print(rule.program().run({{"self", self}, {"oldSelf", self}}).value);
}

struct Evaluated {
  const char* expression;
  const char* result;
  const char* cost;
};

constexpr auto evaluated = std::to_array<Evaluated>({
    {"self.s == 'hello'", "true", "3"},
    {"self.s.size() > 3", "true", "4"},
    {"size(self.s) == 5 && self.i < 10", "true", "7"},
    {"self.i > 3 || self.n > 2.0", "true", "6"},
    {"self.i / 0 == 1", "division by zero", "4"},
    {"self.i % 0 == 1 || true", "true", "4"},
    {"true || self.i / 0 == 1", "true", "4"},
    {"self.i / 0 == 1 && false", "false", "4"},
    {"false && self.i / 0 == 1", "false", "4"},
    {"self.i + 9223372036854775807 > 0", "integer overflow", "4"},
    {"-9223372036854775808 - self.i < 0", "integer overflow", "4"},
    {"self.i * 9223372036854775807 == 0", "integer overflow", "4"},
    {"-(self.i) < 0", "true", "4"},
    {"!self.b", "false", "3"},
    {"!!self.b", "true", "2"},
    {"--self.i == self.i", "true", "4"},
    {"has(self.s)", "true", "1"},
    {"has(self.o.c)", "true", "2"},
    {"has(self.o.c.z) && self.o.c.z == 9", "true", "7"},
    {"!has(self.nul)", "true", "2"},
    {"has(self.m.k1)", "true", "2"},
    {"'k1' in self.m", "true", "3"},
    {"'k1' in self.m && self.m['k1'] == 'v1'", "true", "7"},
    {"self.m.k1 == 'v1'", "true", "4"},
    {"self.m.nope == 'v1'", "no such key: nope", "4"},
    {"self.m.all(k, k.startsWith('k'))", "true", "1966078"},
    {"self.m.exists(k, self.m[k] == 'v2')", "true", "3538938"},
    {"self.m.map(k, self.m[k]).size() == 2", "true", "6291455"},
    {"self.l.all(x, x > 0)", "true", "7864318"},
    {"self.l.exists(x, x == 2)", "true", "7864318"},
    {"self.l.exists_one(x, x > 2)", "true", "6291456"},
    {"self.l.map(x, x * 2) == [6, 2, 4]", "true", "22020106"},
    {"self.l.map(x, x > 1, x * 2) == [6, 4]", "true", "25165832"},
    {"self.l.filter(x, x > 1).size() == 2", "true", "23592960"},
    {"self.l.all(i, x, x > i)", "false", "9437181"},
    {"self.l.exists(i, x, x == i)", "true", "9437181"},
    {"self.l.exists_one(i, x, x == 1 && i == 1)", "true", "7864319"},
    {"self.l.existsOne(i, x, x == 1 && i == 1)", "true", "7864319"},
    {"self.l.transformList(i, x, i + x) == [3, 2, 4]", "true", "23592969"},
    {"self.l.transformList(i, x, i > 0, i + x) == [2, 4]", "true", "26738695"},
    {"self.l.transformMap(i, x, x)[0] == 3", "true", "6291486"},
    {"self.l.transformMap(i, x, i > 0, x).size() == 2", "true", "9437213"},
    {"self.m.transformMapEntry(k, v, {v: k}).size() == 2", "true", "13369345"},
    {"self.m.transformMapEntry(k, v, {'a': k}).size() == 2", "insert failed: key a already exists",
     "12976130"},
    {"self.m.transformMap(k, v, v + '!') == {'k1': 'v1!', 'k2': 'v2!'}", "true", "123696395119"},
    {"self.ls.all(x, self.ls.exists_one(y, x == y))", "false", "345880409622760653"},
    {"self.ls.map(x, x.size()).sum() == 3", "true", "15728639"},
    {"self.l.isSorted()", "false", "1572865"},
    {"self.l.sum() == 6", "true", "1572866"},
    {"self.l.min() == 1 && self.l.max() == 3", "true", "3145732"},
    {"self.l.indexOf(2) == 2", "true", "1572866"},
    {"self.l.lastIndexOf(1) == 1", "true", "1572866"},
    {"self.l.sort() == [1,2,3]", "true", "4947796033562"},
    {"self.l.reverse() == [2,1,3]", "true", "1572887"},
    {"self.l.distinct().size() == 3", "true", "4947796033553"},
    {"self.ls.distinct() == ['x','y']", "true", "2199019061274"},
    {"self.l.slice(0, 2) == [3, 1]", "true", "26"},
    {"self.l.slice(2, 0) == []",
     "cannot slice(2, 0), start index must be less than or equal to end index",
     "18446744073709551615"},
    {"self.l.slice(-1, 0) == []", "cannot slice(-1, 0), negative indexes not supported", "23"},
    {"self.al.flatten() == [1,2,3]", "true", "1048599"},
    {"self.l.first().value() == 3", "true", "5"},
    {"self.l.last().orValue(0) == 2", "true", "5"},
    {"self.ol.sortBy(e, e.port).map(e, e.name) == ['a', 'b']", "true", "17592167170108"},
    {"lists.range(3) == [0,1,2]", "true", "25"},
    {"self.l[0] == 3", "true", "3"},
    {"self.l[10] == 3", "index out of bounds: 10", "3"},
    {"self.l[-1] == 3", "index out of bounds: -1", "3"},
    {"self.l[?0].orValue(9) == 3", "true", "5"},
    {"self.l[?10].orValue(9) == 9", "true", "5"},
    {"self.m[?'k1'].orValue('') == 'v1'", "true", "5"},
    {"self.?o.?c.?z.orValue(0) == 9", "true", "6"},
    {"self.?o.c.z.orValue(0) == 9", "true", "4"},
    {"self.?o.?a.hasValue()", "true", "4"},
    {"has(self.?o.a)", "true", "2"},
    {"self.?s.optMap(x, x.size()).orValue(0) > 1", "true", "21"},
    {"self.?s.optFlatMap(x, optional.of(x)).hasValue()", "true", "19"},
    {"optional.of(self.i).value() == 5", "true", "5"},
    {"optional.none().hasValue()", "false", "2"},
    {"optional.ofNonZeroValue(self.s).hasValue()", "true", "4"},
    {"[?self.?s, 'b'].size() == 2", "true", "14"},
    {"{?'a': self.?s}.size() == 1", "true", "34"},
    {"[self.?s].unwrapOpt().size() == 1", "true", "15"},
    {"self.s.contains('ell')", "true", "314575"},
    {"self.s.startsWith('he') && self.s.endsWith('lo')", "true", "6"},
    {"self.s.matches('^h.*o$')", "true", "629148"},
    {"matches(self.s, 'l+')", "true", "3"},
    {"self.s.find('l+') == 'll'", "true", "314576"},
    {"self.s.findAll('l') == ['l','l']", "true", "314586"},
    {"self.s.findAll('l', 1).size() == 1", "true", "314577"},
    {"self.s.upperAscii() == 'HELLO'", "true", "314576"},
    {"self.s.upperAscii().lowerAscii() == self.s", "true", "943723"},
    {"self.s.replace('l', 'L') == 'heLLo'", "true", "629149"},
    {"self.s.replace('l', 'L', 1) == 'heLlo'", "true", "629149"},
    {"self.s.replace('', '-') == '-h-e-l-l-o-'", "true", "629150"},
    {"self.s.split('l') == ['he','','o']", "true", "629159"},
    {"self.s.split('') == ['h','e','l','l','o']", "true", "629159"},
    {"self.s.split('l', 2) == ['he','lo']", "true", "629159"},
    {"self.s.split('l', 0).size() == 0", "true", "629150"},
    {"self.s.substring(1) == 'ello'", "true", "314576"},
    {"self.s.substring(1,3) == 'el'", "true", "314576"},
    {"self.s.substring(3,1) == 'el'", "invalid substring range. start: 3, end: 1", "314576"},
    {"self.s.substring(9) == ''", "index out of range: 9", "314575"},
    {"self.s.charAt(0) == 'h'", "true", "4"},
    {"self.s.charAt(9) == 'h'", "index out of range: 9", "4"},
    {"self.s.indexOf('l') == 2", "true", "314576"},
    {"self.s.indexOf('l', 3) == 3", "true", "314576"},
    {"self.s.lastIndexOf('l') == 3", "true", "314576"},
    {"self.s.lastIndexOf('l', 2) == 2", "true", "314576"},
    {"self.s.trim() == self.s", "true", "629150"},
    {"['a','b'].join() == 'ab'", "true", "1844674407370955275"},
    {"self.ls.join(',') == 'x,y,x'", "true", "329853068906"},
    {R"(strings.quote(self.s) == '"hello"')", "true", "314576"},
    {"'%s-%d'.format([self.s, self.i]) == 'hello-5'", "true", "16"},
    {"'%s %s'.format(['a', self.s]) == 'a hello'", "true", "14"},
    {"'%d'.format([self.i]) == '5'", "true", "14"},
    {"'%.2f'.format([self.n]) == '1.50'", "true", "14"},
    {"'%f'.format([1234567.5]) == '1,234,567.500000'", "true", "13"},
    {"'%e'.format([1234567.5]) == ''", "false", "11"},
    {"'%s'.format([self.l]) == '[3, 1, 2]'", "true", "14"},
    {R"('%s'.format([self.ls]) == '["x", "y", "x"]')", "true", "15"},
    {R"('%s'.format([self.m]) == '{"k1":"v1", "k2":"v2"}')", "true", "16"},
    {"'%x'.format([255]) == 'ff'", "true", "12"},
    {"'%X %b %o'.format([255, 5, 8]) == 'FF 101 10'", "true", "12"},
    {"'%x'.format(['hi']) == '6869'", "true", "12"},
    {"'100%%'.format([]) == '100%'", "true", "12"},
    {"'%s'.format([self.n]) == '1.5'", "true", "14"},
    {"'%s %s %s'.format([self.b, self.b, !self.b]) == 'true true false'", "true", "20"},
    {"'%s'.format([self.d]) == '5400s'", "true", "14"},
    {"self.d > duration('1h')", "true", "4"},
    {"self.d == duration('90m')", "true", "4"},
    {"self.d + self.d == duration('3h')", "true", "7"},
    {"duration(self.s) == self.d",
     "type conversion error from 'string' to 'google.protobuf.Duration'", "6"},
    {"self.t > timestamp('2024-01-01T00:00:00Z')", "true", "4"},
    {"self.t.getDayOfWeek() == 1 && self.t.getDayOfYear() == 126", "true", "8"},
    {"self.t.getHours('+02:00') == 9", "true", "4"},
    {"self.t.getHours('-07:30') == 23", "true", "4"},
    {"self.t + duration('1h') == timestamp('2024-05-06T08:08:09.123Z')", "true", "6"},
    {"self.t - timestamp('2024-05-06T07:08:09Z') == duration('123ms')", "true", "6"},
    {"timestamp(self.s) == self.t",
     "type conversion error from 'string' to 'google.protobuf.Timestamp'", "6"},
    {"string(self.t) == '2024-05-06T07:08:09.123Z'", "true", "6"},
    {"string(self.d) == '5400s'", "true", "4"},
    {"string(timestamp('2024-05-06T07:08:09+02:00')) == '2024-05-06T07:08:09+02:00'", "true", "5"},
    {"int(self.t) == 1714979289", "true", "4"},
    {"timestamp(1714979289) == timestamp('2024-05-06T07:08:09Z')", "true", "3"},
    {"self.day == timestamp('2024-02-29T00:00:00Z')", "true", "4"},
    {"self.by == b'hello'", "true", "3"},
    {"string(self.by) == 'hello'", "true", "314576"},
    {"size(self.by) == 5", "true", "4"},
    {"bytes(self.s) == self.by", "true", "629150"},
    {"self.ios == 80", "true", "3"},
    {"self.ios > 5", "true", "3"},
    {"type(self.ios) == int ? self.ios < 100 : self.ios.endsWith('%')", "true", "7"},
    {"type(self.ios) == string", "false", "4"},
    {"self.ios.contains('5')", "no such overload", "314575"},
    {"int(self.ios) == 80", "true", "4"},
    {"double(self.ios.replace('%','')) < 60.0", "no such overload: replace(int, string, string)",
     "629150"},
    {"self.ios + 1 == 81", "true", "4"},
    {"self.ios * 2 == 160", "true", "4"},
    {"!self.ios", "no such overload", "3"},
    {"self.ios ? true : false", "no such overload", "2"},
    {"self.ios && true", "no such overload", "2"},
    {"self.ios in [80]", "true", "13"},
    {"self.ios in ['50%']", "false", "13"},
    {"self.en in ['A', 'C']", "true", "14"},
    {"self.i in self.l", "false", "1572867"},
    {"self.s in self.m", "false", "5"},
    {"self.s in []", "false", "12"},
    {"5 in [1,5]", "true", "12"},
    {"self.n == 1.5", "true", "2"},
    {"self.i < self.n", "false", "5"},
    {"1 < 2u", "true", "1"},
    {"2.5 > 2", "true", "1"},
    {"double('NaN') < 1.0", "NaN values cannot be ordered", "2"},
    {"self.i == dyn(5.0)", "true", "3"},
    {"int('12') == 12", "true", "2"},
    {"int(self.s) == 12", "type conversion error from 'string' to 'int'", "4"},
    {"int(1.9) == 1 && int(-1.9) == -1", "true", "4"},
    {"uint(self.i) == 5u", "true", "4"},
    {"double('1.5') == self.n", "true", "3"},
    {"string(true) == 'true' && string(5u) == '5'", "true", "4"},
    {"bool('true') && bool('1') && !bool('F')", "true", "4"},
    {"type(self.s) == string && type(self.i) == int && type(self.n) == double", "true", "12"},
    {"type(self.l) == list && type(self.m) == map", "true", "8"},
    {"type(self.o) == map", "true", "4"},
    {"type(type(1)) == type", "true", "3"},
    {"type(null) == null_type", "true", "2"},
    {"type(self.d) == google.protobuf.Duration", "true", "4"},
    {"type(self.t) == google.protobuf.Timestamp", "true", "4"},
    {"type(optional.of(1)) == optional_type", "true", "3"},
    {"self.o == null", "false", "2"},
    {"self.d == null", "false", "3"},
    {"null == null", "true", "1"},
    {"self.o == self.o", "true", "4"},
    {"self.o != self.o", "false", "4"},
    {"self.ol[0] == self.ol[1]", "false", "6"},
    {"self.set == ['b','a']", "true", "13"},
    {"self.set == ['a','b']", "true", "13"},
    {"['b','a'] == self.set", "false", "13"},
    {"self.set + ['b','c'] == ['a','b','c']", "true", "24"},
    {"self.ml == self.ml", "true", "24202"},
    {"self.ml + self.ml == self.ml", "true", "24205"},
    {"self.ls + ['z'] == ['x','y','x','z']", "true", "24"},
    {"self.ml.exists(e, e.name == 'p' && e.v == 1)", "true", "2177805"},
    {"self.ml.filter(e, e.v > 1).map(e, e.name) == ['q']", "true", "7259375"},
    {"self.ml.all(e, e.v < 5)", "true", "1451871"},
    {"sets.contains(self.ls, ['x'])", "true", "1048588"},
    {"sets.intersects(self.ls, ['q','y'])", "true", "2097163"},
    {"sets.equivalent(self.ls, ['x','y'])", "true", "4194313"},
    {"self.a__dash__b == 'dash'", "true", "3"},
    {"self.x__dot__y == 'dot'", "true", "3"},
    {"self.p__slash__q == 7", "true", "2"},
    {"self.__namespace__ == 'ns'", "true", "3"},
    {"self.un__underscores__der == 'u'", "true", "3"},
    {"self.namespace == 'ns'", "true", "3"},
    {"self.emb.metadata.name == 'nm'", "true", "5"},
    {"self.emb.kind == 'Pod' && self.emb.apiVersion == 'v1'", "true", "8"},
    {"self.free == self.free", "true", "4"},
    {"{1: 'a', 2: 'b'}[1] == 'a'", "true", "32"},
    {"{'a': 1}.a == 1", "true", "31"},
    {"{'a': 1}['b'] == 1", "no such key: b", "32"},
    {"{true: 1}[true] == 1", "true", "32"},
    {"{1.0: 1}.size() == 1", "true", "32"},
    {"[].size() == 0", "true", "12"},
    {"{}.size() == 0", "true", "32"},
    {"[1,2,3,] == [1,2,3]", "true", "21"},
    {"self.b ? self.i > 1 : self.i < 1", "true", "5"},
    {R"(self.s == "a\nb")", "false", "3"},
    {R"(self.s == r'a\nb')", "false", "3"},
    {R"(self.s == '\u0041')", "false", "3"},
    {R"(self.s == '\x41\101')", "false", "3"},
    {R"(b'\xff' == b'\377')", "true", "1"},
    {"0x10 == 16", "true", "1"},
    {"0xFFu == 255u", "true", "1"},
    {"1e3 == 1000.0", "true", "1"},
    {".5 == 0.5", "true", "1"},
    {"-9223372036854775808 == self.i", "false", "2"},
    {"'a'.size() == 1", "true", "2"},
    {"'héllo'.size() == 5", "true", "2"},
    {"quantity('1Gi').isGreaterThan(quantity('1G'))", "true", "3"},
    {"quantity('500m').add(quantity('500m')) == quantity('1')", "true", "5"},
    {"quantity('1.5').isInteger()", "false", "2"},
    {"quantity('2k').asInteger() == 2000", "true", "3"},
    {"quantity('1.5').asInteger() == 2", "cannot convert value to integer", "3"},
    {"quantity('50k').asApproximateFloat() == 50000.0", "true", "3"},
    {"isQuantity('1Gi') && !isQuantity('1.3.5')", "true", "3"},
    {"isQuantity(self.s)", "false", "314575"},
    {"sign(quantity('-1')) == -1", "true", "3"},
    {"quantity('1Gi').compareTo(quantity('1024Mi')) == 0", "true", "4"},
    {"isIP('1.2.3.4') && isIP('::1') && !isIP('1.2.3') && !isIP('01.2.3.4')", "true", "6"},
    {"ip('1.2.3.4').family() == 4", "true", "3"},
    {"ip('::1').isLoopback() && ip('127.0.0.1').isLoopback()", "true", "4"},
    {"ip('10.0.0.1').isGlobalUnicast()", "true", "2"},
    {"ip('fe80::1').isLinkLocalUnicast()", "true", "2"},
    {"ip('224.0.0.1').isLinkLocalMulticast()", "true", "2"},
    {"ip('0.0.0.0').isUnspecified()", "true", "2"},
    {"ip('nope').family() == 4",
     R"(IP Address "nope" parse error during conversion from string: ParseAddr("nope"): unable to parse IP)",
     "3"},
    {"ip('::ffff:1.2.3.4').family() == 6",
     R"(IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed)", "4"},
    {"ip('fe80::1%eth0').family() == 6",
     R"(IP address "fe80::1%eth0" with zone value is not allowed)", "4"},
    {"ip.isCanonical('2001:db8::abcd')", "true", "3"},
    {"ip.isCanonical('2001:DB8::ABCD')", "false", "3"},
    {"string(ip('2001:DB8:0:0::1')) == '2001:db8::1'", "true", "5"},
    {"type(ip('1.2.3.4')) == net.IP", "true", "3"},
    {"cidr('192.168.0.0/24').containsIP('192.168.0.1')", "true", "8"},
    {"cidr('192.168.0.0/24').containsIP(ip('192.168.1.1'))", "false", "8"},
    {"cidr('192.168.0.0/24').containsIP('bad')", "no such overload", "7"},
    {"cidr('192.168.0.0/16').containsCIDR('192.168.10.0/24')", "true", "11"},
    {"cidr('192.168.0.0/16').containsCIDR(cidr('192.0.0.0/8'))", "false", "11"},
    {"cidr('192.168.0.5/24').masked() == cidr('192.168.0.0/24')", "true", "6"},
    {"cidr('192.168.0.5/24').prefixLength() == 24 && cidr('192.168.0.5/24').ip() == "
     "ip('192.168.0.5')",
     "true", "10"},
    {"cidr('1.2.3.4') == cidr('1.2.3.4/32')",
     R"(network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("1.2.3.4"): no '/')",
     "3"},
    {"cidr('1.2.3.4/33') == cidr('1.2.3.4/32')",
     R"(network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("1.2.3.4/33"): prefix length out of range)",
     "3"},
    {"isCIDR('::1/128') && !isCIDR('::1')", "true", "3"},
    {"url('https://u@example.com:80/p%20x?k=a&k=b#f').getHost() == 'example.com:80'", "true", "7"},
    {"url('https://example.com/path with spaces/').getEscapedPath() == '/path%20with%20spaces/'",
     "true", "8"},
    {"url('https://e.com/p?k=a&k=b&c=d').getQuery()['k'] == ['a','b']", "true", "15"},
    {"url('/rel').getScheme() == ''", "true", "2"},
    {"url('rel').getScheme() == ''",
     R"(URL parse error during conversion from string: parse "rel": invalid URI for request)", "2"},
    {"isURL('https://e.com') && !isURL('nope') && isURL('/abs')", "true", "4"},
    {"isURL('https://a:b:c/')", "false", "1"},
    {"url(self.s).getHost() == ''",
     R"(URL parse error during conversion from string: parse "hello": invalid URI for request)",
     "314576"},
    {"semver('1.2.3').major() == 1", "true", "3"},
    {"semver('1.2.3-rc.1').isLessThan(semver('1.2.3'))", "true", "3"},
    {"semver('v1.2', true) == semver('1.2.0')", "true", "3"},
    {"semver('v1.2').major() == 1", "No Major.Minor.Patch elements found", "3"},
    {"isSemver('1.2.3') && !isSemver('1.2') && isSemver('v1', true)", "true", "4"},
    {"semver('1.2.3').compareTo(semver('1.10.0')) == -1", "true", "4"},
    {"format.dns1123Label().validate('my-label').hasValue()", "false", "34"},
    {"format.dns1123Label().validate('My_Label').value()[0].contains('lower case')", "true", "35"},
    {"format.named('uuid').value().validate('nope').value() == ['does not match the UUID format']",
     "true", "46"},
    {"format.named('nope').hasValue()", "false", "2"},
    {"format.named('dns1123Subdomain').hasValue()", "true", "2"},
    {"!format.uri().validate('https://e.com').hasValue()", "true", "67"},
    {"!format.date().validate('2024-01-01').hasValue() && "
     "format.datetime().validate('x').hasValue()",
     "true", "69"},
    {"!format.byte().validate('aGVsbG8=').hasValue()", "true", "35"},
    {"!format.dns1123LabelPrefix().validate('abc-').hasValue()", "true", "35"},
    {"self.ol.all(p, p.port > 0 && p.port < 65536)", "true", "9437178"},
    {"self.ol.all(p, self.ol.exists_one(q, q.name == p.name))", "true", "345882608641821903"},
    {"self.ol.all(p, p.tags.all(t, t.size() < 5))", "no such key: tags", "6597063475203"},
    {"self.ol.all(p, !has(p.tags) || p.tags.all(t, t.matches('^[a-z0-9]+$')))", "true",
     "1037632432778405478"},
    {"self.ol.map(p, p.port).sum() > 100", "true", "15728639"},
    {"self.ol.exists(p, p.name == self.s)", "false", "329861772078"},
    {"self.l5.all(x, x.size() < 3)", "true", "33"},
    {"self.l5.all(x, self.l5.all(y, x + y != 'zz'))", "true", "358"},
    {"self.m3.all(k, self.m3[k] > 0)", "true", "27"},
    {"self.mm.all(k, self.mm[k].x > 0)", "true", "3538938"},
    {"self.mm.exists(k, v, v.x == 3)", "true", "2359293"},
    {"self.ls.all(x, self.ls.all(y, self.ls.all(z, x + y + z != '')))", "true",
     "18446744073709551615"},
    {"self.dl.sum() == 4.0", "true", "1572866"},
    {"self.dl.max() > self.i", "false", "1572868"},
    {"[self.i, 2].max() == 5", "true", "15"},
    {"self.l.map(x, string(x)).join(',') == '3,1,2'", "true", "1844674407392975360"},
    {"self.s.size() + self.ls.size() > 3", "true", "8"},
    {"oldSelf.i <= self.i", "true", "5"},
    {"self == oldSelf", "true", "2"},
    {"!has(oldSelf.s) || has(self.s)", "true", "3"},
    {"self.l.all(x, oldSelf.l.exists(y, y == x))", "true", "14843397537795"},
    {"oldSelf.s == self.s || self.s == ''", "true", "314579"},
    {"dyn(self).s == 'hello'", "true", "2"},
    {"dyn(self).zz == 'hello'", "no such key: zz", "2"},
    {"dyn(self.l).foo == 1", "unsupported index type 'string' in list", "3"},
    {"dyn(self.s).foo == 1", "no such key: foo", "3"},
    {"dyn(self.i) > 'a'", "no such overload", "3"},
    {"dyn(self.l)['a'] == 1", "unsupported index type 'string' in list", "4"},
    {"dyn(self.i).all(x, true)", "got 'types.Int', expected iterable type", "4"},
    {"dyn(self.i).all(x, y, true)", "unsupported comprehension range type: types.Int", "4"},
    {"[dyn(self.i), dyn(self.s)].size() == 2", "true", "18"},
    {"[[1],[2]].flatten() == [1,2]", "true", "54"},
    {"[3,1].min() == 1 && ['b','a'].max() == 'b'", "true", "3689348814741910554"},
    {"[].min() == 1", "min called on empty list", "11"},
    {"[1,2].sum() == 3 && [1.5].sum() == 1.5 && [duration('1s'), duration('2s')].sum() == "
     "duration('3s')",
     "true", "41"},
    {"[1u].sum() == 1u", "true", "12"},
    {"self.s.matches(self.s)", "true", "247390273540"},
    {"(self.s + self.s + self.s).size() > 10", "true", "1572872"},
    {"self.s10 + self.s10 == ''", "false", "12"},
    {"self.s10.matches('^[a-z]+$') && self.s10.contains('b')", "true", "18"},
    {"self.s10.replace('a', 'bbb').size() > 3", "true", "12"},
    {"self.s10.split('').all(c, c < 'z')", "true", "171"},
    {"self.l5.join('-').size() < 10", "true", "21"},
    {"self.l5 == ['a']", "false", "13"},
    {"self.en == 'A' ? has(self.s) : !has(self.s)", "true", "5"},
    {"[1,2,3].exists(x, x == self.i) == false", "true", "33"},
    {"self.i == 5 ? (self.b ? 1 : 2) == 1 : true", "true", "5"},
    {"[1][0] == 1 && {'a': [1]}.a[0] == 1", "true", "55"},
    {"self.l.map(x, x).map(y, y + 1).filter(z, z > 2).exists(w, w == 4)", "true", "73924597"},
});

TEST(CelExpression, GivesWhatTheServerGets) {
  for (const Evaluated& each : evaluated) {
    const ValidationRule rule = compiled(each.expression);
    EXPECT_EQ(rule.program().problem(), "") << each.expression;
    if (!rule.program().problem().empty()) continue;
    EXPECT_EQ(result_of(rule), each.result) << each.expression;
    EXPECT_EQ(std::to_string(rule.cost()), each.cost) << each.expression;
  }
}

struct Refused {
  const char* expression;
  const char* problem;
};

constexpr auto refused = std::to_array<Refused>({
    {"self.l.existsOne(x, x > 2)",
     "compilation failed: ERROR: <input>:1:17: undeclared reference to 'existsOne' (in container "
     "'')\n | self.l.existsOne(x, x > 2)\n | ................^\nERROR: <input>:1:18: undeclared "
     "reference to 'x' (in container '')\n | self.l.existsOne(x, x > 2)\n | "
     ".................^\nERROR: <input>:1:21: undeclared reference to 'x' (in container '')\n | "
     "self.l.existsOne(x, x > 2)\n | ....................^"},
    {"[?self.?s, ?self.?zz].size() == 1",
     "compilation failed: ERROR: <input>:1:17: undefined field 'zz'\n | [?self.?s, "
     "?self.?zz].size() == 1\n | ................^"},
    {"self.s.matches('[')",
     "compilation failed: ERROR: <input>:1:16: invalid matches argument\n | self.s.matches('[')\n "
     "| ...............^"},
    {"'%d'.format(['x']) == ''",
     "compilation failed: ERROR: <input>:1:14: error during formatting: decimal clause can only be "
     "used on integers, was given string\n | '%d'.format(['x']) == ''\n | .............^"},
    {"'%s'.format([]) == ''",
     "compilation failed: ERROR: <input>:1:12: index 0 out of range\n | '%s'.format([]) == ''\n | "
     "...........^"},
    {"'%s'.format(['a','b']) == ''",
     "compilation failed: ERROR: <input>:1:12: too many arguments supplied to string.format "
     "(expected 1, got 2)\n | '%s'.format(['a','b']) == ''\n | ...........^"},
    {"'%z'.format([1]) == ''",
     "compilation failed: ERROR: <input>:1:12: could not parse formatting clause: unrecognized "
     "formatting clause \"z\"\n | '%z'.format([1]) == ''\n | ...........^"},
    {"duration('x') == self.d",
     "compilation failed: ERROR: <input>:1:10: invalid duration argument\n | duration('x') == "
     "self.d\n | .........^"},
    {"timestamp('nope') == self.t",
     "compilation failed: ERROR: <input>:1:11: invalid timestamp argument\n | timestamp('nope') == "
     "self.t\n | ..........^"},
    {"timestamp(99999999999999) == self.t",
     "compilation failed: ERROR: <input>:1:11: invalid timestamp argument\n | "
     "timestamp(99999999999999) == self.t\n | ..........^"},
    {"self.n == 3",
     "compilation failed: ERROR: <input>:1:8: found no matching overload for '_==_' applied to "
     "'(double, int)'\n | self.n == 3\n | .......^"},
    {"self.i == self.n",
     "compilation failed: ERROR: <input>:1:8: found no matching overload for '_==_' applied to "
     "'(int, double)'\n | self.i == self.n\n | .......^"},
    {"1 == 1.0",
     "compilation failed: ERROR: <input>:1:3: found no matching overload for '_==_' applied to "
     "'(int, double)'\n | 1 == 1.0\n | ..^"},
    {"1u == 1",
     "compilation failed: ERROR: <input>:1:4: found no matching overload for '_==_' applied to "
     "'(uint, int)'\n | 1u == 1\n | ...^"},
    {"1.0 + 1 == 2.0",
     "compilation failed: ERROR: <input>:1:5: found no matching overload for '_+_' applied to "
     "'(double, int)'\n | 1.0 + 1 == 2.0\n | ....^"},
    {"self.i + 1u == 6u",
     "compilation failed: ERROR: <input>:1:8: found no matching overload for '_+_' applied to "
     "'(int, uint)'\n | self.i + 1u == 6u\n | .......^"},
    {"int('abc') == 12",
     "program instantiation failed: type conversion error from 'string' to 'int'"},
    {"int(1e30) == 1", "program instantiation failed: integer overflow"},
    {"uint(-1) == 1u", "program instantiation failed: unsigned integer overflow"},
    {"double('x') == 1.5",
     "program instantiation failed: type conversion error from 'string' to 'double'"},
    {"bool('yes')", "program instantiation failed: type conversion error from 'string' to 'bool'"},
    {"self.s == null",
     "compilation failed: ERROR: <input>:1:8: found no matching overload for '_==_' applied to "
     "'(string, null)'\n | self.s == null\n | .......^"},
    {"self.nul == null",
     "compilation failed: ERROR: <input>:1:10: found no matching overload for '_==_' applied to "
     "'(string, null)'\n | self.nul == null\n | .........^"},
    {"self.l == null",
     "compilation failed: ERROR: <input>:1:8: found no matching overload for '_==_' applied to "
     "'(list(int), null)'\n | self.l == null\n | .......^"},
    {"self.a-b == 'dash'",
     "compilation failed: ERROR: <input>:1:5: undefined field 'a'\n | self.a-b == 'dash'\n | "
     "....^\nERROR: <input>:1:8: undeclared reference to 'b' (in container '')\n | self.a-b == "
     "'dash'\n | .......^"},
    {"self['a-b'] == 'dash'",
     "compilation failed: ERROR: <input>:1:5: found no matching overload for '_[_]' applied to "
     "'(selfType, string)'\n | self['a-b'] == 'dash'\n | ....^"},
    {"self.emb.metadata.labels.size() == 0",
     "compilation failed: ERROR: <input>:1:18: undefined field 'labels'\n | "
     "self.emb.metadata.labels.size() == 0\n | .................^"},
    {"self.free.u == 1",
     "compilation failed: ERROR: <input>:1:10: undefined field 'u'\n | self.free.u == 1\n | "
     ".........^"},
    {"self.undefined == 1",
     "compilation failed: ERROR: <input>:1:5: undefined field 'undefined'\n | self.undefined == "
     "1\n | ....^"},
    {"self.o.x == 1",
     "compilation failed: ERROR: <input>:1:7: undefined field 'x'\n | self.o.x == 1\n | ......^"},
    {"self.s.foo == 1",
     "compilation failed: ERROR: <input>:1:7: type 'string' does not support field selection\n | "
     "self.s.foo == 1\n | ......^"},
    {"self.l.foo == 1",
     "compilation failed: ERROR: <input>:1:7: type 'list(int)' does not support field selection\n "
     "| self.l.foo == 1\n | ......^"},
    {"foo == 1",
     "compilation failed: ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')\n | "
     "foo == 1\n | ^"},
    {"foo(1) == 1",
     "compilation failed: ERROR: <input>:1:4: undeclared reference to 'foo' (in container '')\n | "
     "foo(1) == 1\n | ...^"},
    {"self.s.foo() == 1",
     "compilation failed: ERROR: <input>:1:11: undeclared reference to 'foo' (in container '')\n | "
     "self.s.foo() == 1\n | ..........^"},
    {"self.s.size(1) == 1",
     "compilation failed: ERROR: <input>:1:12: found no matching overload for 'size' applied to "
     "'string.(int)'\n | self.s.size(1) == 1\n | ...........^"},
    {"self.i + self.s == 'x'",
     "compilation failed: ERROR: <input>:1:8: found no matching overload for '_+_' applied to "
     "'(int, string)'\n | self.i + self.s == 'x'\n | .......^"},
    {"self.s + 1 == 'x'",
     "compilation failed: ERROR: <input>:1:8: found no matching overload for '_+_' applied to "
     "'(string, int)'\n | self.s + 1 == 'x'\n | .......^"},
    {"self.i == self.s",
     "compilation failed: ERROR: <input>:1:8: found no matching overload for '_==_' applied to "
     "'(int, string)'\n | self.i == self.s\n | .......^"},
    {"self.s > 1",
     "compilation failed: ERROR: <input>:1:8: found no matching overload for '_>_' applied to "
     "'(string, int)'\n | self.s > 1\n | .......^"},
    {"self.l == self.s",
     "compilation failed: ERROR: <input>:1:8: found no matching overload for '_==_' applied to "
     "'(list(int), string)'\n | self.l == self.s\n | .......^"},
    {"[1, 'a'].size() == 2",
     "compilation failed: ERROR: <input>:1:5: expected type 'int' but found 'string'\n | [1, "
     "'a'].size() == 2\n | ....^"},
    {"{'a': 1, 'b': 'c'}.size() == 2",
     "compilation failed: ERROR: <input>:1:15: expected type 'int' but found 'string'\n | {'a': 1, "
     "'b': 'c'}.size() == 2\n | ..............^"},
    {"[1, dyn('a')].size() == 2",
     "compilation failed: ERROR: <input>:1:8: expected type 'int' but found 'dyn'\n | [1, "
     "dyn('a')].size() == 2\n | .......^"},
    {"self.s", "cel expression must evaluate to a bool"},
    {"self.i", "cel expression must evaluate to a bool"},
    {"1", "cel expression must evaluate to a bool"},
    {"'x'", "cel expression must evaluate to a bool"},
    {"null", "cel expression must evaluate to a bool"},
    {"self.i > 1 ? 'a' : 'b'", "cel expression must evaluate to a bool"},
    {"self.b ? 1 : 'a'",
     "compilation failed: ERROR: <input>:1:8: found no matching overload for '_?_:_' applied to "
     "'(bool, int, string)'\n | self.b ? 1 : 'a'\n | .......^"},
    {"self.l.map(x, self.m)", "cel expression must evaluate to a bool"},
    {"all(x, x)",
     "compilation failed: ERROR: <input>:1:4: undeclared reference to 'all' (in container '')\n | "
     "all(x, x)\n | ...^\nERROR: <input>:1:5: undeclared reference to 'x' (in container '')\n | "
     "all(x, x)\n | ....^\nERROR: <input>:1:8: undeclared reference to 'x' (in container '')\n | "
     "all(x, x)\n | .......^"},
    {"has(self)",
     "compilation failed: ERROR: <input>:1:5: invalid argument to has() macro\n | has(self)\n | "
     "....^"},
    {"has(self.s.x)",
     "compilation failed: ERROR: <input>:1:4: type 'string' does not support field selection\n | "
     "has(self.s.x)\n | ...^"},
    {"has(self.l[0])",
     "compilation failed: ERROR: <input>:1:11: invalid argument to has() macro\n | "
     "has(self.l[0])\n | ..........^"},
    {"self.l.all(1, true)",
     "compilation failed: ERROR: <input>:1:12: argument must be a simple name\n | self.l.all(1, "
     "true)\n | ...........^"},
    {"self.l.all(x, x)",
     "compilation failed: ERROR: <input>:1:15: expected type 'bool' but found 'int'\n | "
     "self.l.all(x, x)\n | ..............^"},
    {"self.s.all(x, true)",
     "compilation failed: ERROR: <input>:1:5: expression of type 'string' cannot be range of a "
     "comprehension (must be list, map, or dynamic)\n | self.s.all(x, true)\n | ....^"},
    {"self.i.all(x, true)",
     "compilation failed: ERROR: <input>:1:5: expression of type 'int' cannot be range of a "
     "comprehension (must be list, map, or dynamic)\n | self.i.all(x, true)\n | ....^"},
    {"self.l.map(x.y, x)",
     "compilation failed: ERROR: <input>:1:13: argument is not an identifier\n | self.l.map(x.y, "
     "x)\n | ............^"},
    {"self.l.all(__result__, true)",
     "compilation failed: ERROR: <input>:1:12: iteration variable overwrites accumulator "
     "variable\n | self.l.all(__result__, true)\n | ...........^"},
    {"self.l.all(x, x, true)",
     "compilation failed: ERROR: <input>:1:15: duplicate variable name: x\n | self.l.all(x, x, "
     "true)\n | ..............^"},
    {"(1 + 2",
     "compilation failed: ERROR: <input>:1:7: Syntax error: missing ')' at '<EOF>'\n | (1 + 2\n | "
     "......^"},
    {"self.`a-b` == 'dash'",
     "compilation failed: ERROR: <input>:1:6: unsupported syntax: '`'\n | self.`a-b` == 'dash'\n | "
     ".....^"},
    {"9223372036854775808 == 1",
     "compilation failed: ERROR: <input>:1:1: invalid int literal\n | 9223372036854775808 == 1\n | "
     "^"},
    {"18446744073709551616u == 1u",
     "compilation failed: ERROR: <input>:1:1: invalid uint literal\n | 18446744073709551616u == "
     "1u\n | ^"},
    {"1.5e999 == 1.0",
     "compilation failed: ERROR: <input>:1:1: invalid double literal\n | 1.5e999 == 1.0\n | ^"},
    {"as == 1",
     "compilation failed: ERROR: <input>:1:1: reserved identifier: as\n | as == 1\n | ^"},
    {"true.x == 1",
     "compilation failed: ERROR: <input>:1:5: type 'bool' does not support field selection\n | "
     "true.x == 1\n | ....^"},
    {"'héllo'.foo == 1",
     "compilation failed: ERROR: <input>:1:8: type 'string' does not support field selection\n | "
     "'héllo'.foo == 1\n | ..．....^"},
    {"'日本'.charAt(1) == '本' && self.zz",
     "compilation failed: ERROR: <input>:1:30: undefined field 'zz'\n | '日本'.charAt(1) == '本' "
     "&& self.zz\n | .．．................．.........^"},
    {"quantity('1').sub(1).sign() == 0",
     "compilation failed: ERROR: <input>:1:26: found no matching overload for 'sign' applied to "
     "'kubernetes.Quantity.()'\n | quantity('1').sub(1).sign() == 0\n | "
     ".........................^"},
    {"quantity('x').sign() == 0",
     "compilation failed: ERROR: <input>:1:19: found no matching overload for 'sign' applied to "
     "'kubernetes.Quantity.()'\n | quantity('x').sign() == 0\n | ..................^"},
    {"quantity('100m') < quantity('1')",
     "compilation failed: ERROR: <input>:1:18: found no matching overload for '_<_' applied to "
     "'(kubernetes.Quantity, kubernetes.Quantity)'\n | quantity('100m') < quantity('1')\n | "
     ".................^"},
    {"quantity('1').foo == 1",
     "compilation failed: ERROR: <input>:1:14: unexpected failed resolution of "
     "'kubernetes.Quantity'\n | quantity('1').foo == 1\n | .............^"},
    {"self.s.lowerAscii().foo",
     "compilation failed: ERROR: <input>:1:20: type 'string' does not support field selection\n | "
     "self.s.lowerAscii().foo\n | ...................^"},
    {"Foo{a: 1} == 1",
     "compilation failed: ERROR: <input>:1:4: undeclared reference to 'Foo' (in container '')\n | "
     "Foo{a: 1} == 1\n | ...^"},
    {"int{} == 1",
     "compilation failed: ERROR: <input>:1:4: 'int' is not a message type\n | int{} == 1\n | ...^"},
    {"self.l[0u] == 3",
     "compilation failed: ERROR: <input>:1:7: found no matching overload for '_[_]' applied to "
     "'(list(int), uint)'\n | self.l[0u] == 3\n | ......^"},
    {"self.l[1.0] == 1",
     "compilation failed: ERROR: <input>:1:7: found no matching overload for '_[_]' applied to "
     "'(list(int), double)'\n | self.l[1.0] == 1\n | ......^"},
    {"self.l['0'] == 1",
     "compilation failed: ERROR: <input>:1:7: found no matching overload for '_[_]' applied to "
     "'(list(int), string)'\n | self.l['0'] == 1\n | ......^"},
    {"self.o['a'] == 'A'",
     "compilation failed: ERROR: <input>:1:7: found no matching overload for '_[_]' applied to "
     "'(selfType.o, string)'\n | self.o['a'] == 'A'\n | ......^"},
    {"self.m[1] == 'A'",
     "compilation failed: ERROR: <input>:1:7: found no matching overload for '_[_]' applied to "
     "'(map(string, string), int)'\n | self.m[1] == 'A'\n | ......^"},
    {"cel.bind(x, 1, x == 1)",
     "compilation failed: ERROR: <input>:1:1: undeclared reference to 'cel' (in container '')\n | "
     "cel.bind(x, 1, x == 1)\n | ^\nERROR: <input>:1:9: undeclared reference to 'bind' (in "
     "container '')\n | cel.bind(x, 1, x == 1)\n | ........^\nERROR: <input>:1:10: undeclared "
     "reference to 'x' (in container '')\n | cel.bind(x, 1, x == 1)\n | .........^\nERROR: "
     "<input>:1:16: undeclared reference to 'x' (in container '')\n | cel.bind(x, 1, x == 1)\n | "
     "...............^"},
    {"math.greatest(1,2) == 2",
     "compilation failed: ERROR: <input>:1:1: undeclared reference to 'math' (in container '')\n | "
     "math.greatest(1,2) == 2\n | ^\nERROR: <input>:1:14: undeclared reference to 'greatest' (in "
     "container '')\n | math.greatest(1,2) == 2\n | .............^"},
    {"base64.encode(b'a') == 'x'",
     "compilation failed: ERROR: <input>:1:1: undeclared reference to 'base64' (in container '')\n "
     "| base64.encode(b'a') == 'x'\n | ^\nERROR: <input>:1:14: undeclared reference to 'encode' "
     "(in container '')\n | base64.encode(b'a') == 'x'\n | .............^"},
    {"self.s.reverse() == 'x'",
     "compilation failed: ERROR: <input>:1:15: found no matching overload for 'reverse' applied to "
     "'string.()'\n | self.s.reverse() == 'x'\n | ..............^"},
    {"x.y.z == 1",
     "compilation failed: ERROR: <input>:1:1: undeclared reference to 'x' (in container '')\n | "
     "x.y.z == 1\n | ^"},
    {"self.s.size().size() == 1",
     "compilation failed: ERROR: <input>:1:19: found no matching overload for 'size' applied to "
     "'int.()'\n | self.s.size().size() == 1\n | ..................^"},
    {"string(self.l) == ''",
     "compilation failed: ERROR: <input>:1:7: found no matching overload for 'string' applied to "
     "'(list(int))'\n | string(self.l) == ''\n | ......^"},
    {"self.s == 'x'\n  && self.i == 'a'",
     "compilation failed: ERROR: <input>:2:13: found no matching overload for '_==_' applied to "
     "'(int, string)'\n |   && self.i == 'a'\n | ............^"},
    {"\tself.q == 1",
     "compilation failed: ERROR: <input>:1:6: undefined field 'q'\n |  self.q == 1\n | .....^"},
});

TEST(CelExpression, IsRefusedInTheServersWords) {
  for (const Refused& each : refused) {
    EXPECT_EQ(compiled(each.expression).program().problem(), each.problem);
  }
}

}  // namespace
