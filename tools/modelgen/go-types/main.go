// Command go-types prints how Kubernetes' own Go types hold each field of the API: one line per
// field, tab-separated, in the order of declaration. k8s-modelgen reads it, since an OpenAPI
// document says neither the order of members nor which of them Go holds by pointer. With -protobuf
// it prints how they look in protobuf, for FakeCluster; with -constants, the values of their string
// types.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

// named is what every type of the API implements: the name of its definition in the document.
type named interface{ OpenAPIModelName() string }

// field is one line of the table.
type field struct {
	name, kind, held, written string
}

// opaque are the definitions whose fields, if they have any, are not how they look on the wire.
var opaque = []string{
	"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON",
	"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray",
	"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool",
	"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray",
	"io.k8s.apimachinery.pkg.api.resource.Quantity",
	"io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1",
	"io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime",
	"io.k8s.apimachinery.pkg.apis.meta.v1.Time",
	"io.k8s.apimachinery.pkg.runtime.RawExtension",
	"io.k8s.apimachinery.pkg.util.intstr.IntOrString",
}

type walker struct {
	seen   map[reflect.Type]bool
	tables map[string][]field
	types  map[string]reflect.Type
}

// definition is the name of a type in the document; empty if it has none.
func definition(t reflect.Type) string {
	if n, ok := reflect.Zero(t).Interface().(named); ok {
		return n.OpenAPIModelName()
	}
	return ""
}

func (w *walker) walk(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		w.walk(t.Elem())
		return
	case reflect.Struct:
	default:
		return
	}
	name := definition(t)
	if w.seen[t] || name == "" {
		return
	}
	w.seen[t] = true
	if !slices.Contains(opaque, name) {
		w.tables[name] = fieldsOf(t)
		w.types[name] = t
	}
	for i := range t.NumField() {
		w.walk(t.Field(i).Type)
	}
}

// fieldsOf lists the fields of a struct as encoding/json sees them, an embedded struct in place.
func fieldsOf(t reflect.Type) []field {
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" || !f.IsExported():
		case name == "" && f.Anonymous:
			fields = append(fields, fieldsOf(f.Type)...)
		case name == "":
			log.Fatalf("%s.%s has no name on the wire", t, f.Name)
		default:
			fields = append(fields, describe(f.Type, name, options))
		}
	}
	return fields
}

func describe(t reflect.Type, name, options string) field {
	described := field{name: name, kind: kindOf(t), held: "value", written: "always"}
	if t.Kind() == reflect.Pointer {
		described.held = "pointer"
		described.kind = kindOf(t.Elem())
	}
	// encoding/json never takes a struct for empty; only omitzero leaves one out. A Quantity keeps
	// what its tag says, since models have a Quantity that is not set.
	decides := "omitempty"
	if strings.HasPrefix(described.kind, "struct:") && described.held == "value" {
		decides = "omitzero"
	}
	if slices.Contains(strings.Split(options, ","), decides) {
		described.written = "omitempty"
	}
	return described
}

// kindOf names what the field holds; a type of its own follows after a colon.
func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "list"
	case reflect.Map:
		return "map"
	case reflect.Struct:
		if t.Name() == "Quantity" {
			return "Quantity"
		}
		return "struct:" + t.Name()
	case reflect.Interface:
		return "interface:" + t.Name()
	default:
		if kind := t.Kind().String(); t.Name() != kind {
			return kind + ":" + t.Name()
		}
		return t.Kind().String()
	}
}

// definitions reads which definitions to print; nil means all.
func definitions(document, table string) (map[string]bool, error) {
	wanted := map[string]bool{}
	switch {
	case document != "":
		text, err := os.ReadFile(document)
		if err != nil {
			return nil, err
		}
		var parsed struct{ Definitions map[string]json.RawMessage }
		if err := json.Unmarshal(text, &parsed); err != nil {
			return nil, fmt.Errorf("%s: %w", document, err)
		}
		for name := range parsed.Definitions {
			wanted[name] = true
		}
	case table != "":
		text, err := os.ReadFile(table)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(text)) {
			name, _, _ := strings.Cut(line, "\t")
			wanted[name] = true
		}
	default:
		return nil, nil
	}
	return wanted, nil
}

func main() {
	log.SetFlags(0)
	document := flag.String("document", "", "print only what this OpenAPI v2 `file` defines")
	table := flag.String("table", "", "print only what this earlier table `file` has")
	protobuf := flag.Bool("protobuf", false, "print a C++ table of the numbers of fields in protobuf instead")
	constants := flag.Bool("constants", false, "print a C++ header of the values of string types instead")
	flag.Parse()
	types := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		scheme.AddToScheme, apiextensions.AddToScheme, apiregistration.AddToScheme,
	} {
		if err := add(types); err != nil {
			log.Fatal(err)
		}
	}
	w := walker{seen: map[reflect.Type]bool{}, tables: map[string][]field{}, types: map[string]reflect.Type{}}
	for kind, t := range types.AllKnownTypes() {
		if kind.Version != runtime.APIVersionInternal {
			w.walk(t)
		}
	}
	w.walk(reflect.TypeFor[version.Info]())

	if *protobuf {
		wanted, err := definitions(*document, *table)
		if err != nil {
			log.Fatal(err)
		}
		writeProtobuf(types, wanted, os.Stdout)
		return
	}
	names := slices.Sorted(maps.Keys(w.tables))
	if wanted, err := definitions(*document, *table); err != nil {
		log.Fatal(err)
	} else if wanted != nil {
		names = slices.DeleteFunc(names, func(name string) bool { return !wanted[name] })
	}
	out := bufio.NewWriter(os.Stdout)
	if *constants {
		w.writeConstants(names, out)
		if err := out.Flush(); err != nil {
			log.Fatal(err)
		}
		return
	}
	fmt.Fprintln(out, "definition\tordinal\tfield\tkind\theld\twritten")
	for _, name := range names {
		for i, f := range w.tables[name] {
			fmt.Fprintf(out, "%s\t%d\t%s\t%s\t%s\t%s\n", name, i+1, f.name, f.kind, f.held, f.written)
		}
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}
