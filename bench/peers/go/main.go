// Decodes a list of pods as client-go does with an answer.
//
//	client-go json|protobuf FILE PASSES   as bench/peers/run says
//	client-go encode FILE OUTPUT          writes the JSON of a file as protobuf
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
	apiruntime "k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
)

const (
	jsonType     = apiruntime.ContentTypeJSON
	protobufType = apiruntime.ContentTypeProtobuf
)

func serializer(mediaType string) apiruntime.Serializer {
	info, found := apiruntime.SerializerInfoForMediaType(
		scheme.Codecs.WithoutConversion().SupportedMediaTypes(), mediaType)
	if !found {
		panic("client-go knows no " + mediaType)
	}
	return info.Serializer
}

// decoder is the one of a rest.Request.
func decoder(mediaType string) apiruntime.Decoder {
	return scheme.Codecs.WithoutConversion().DecoderToVersion(
		serializer(mediaType), corev1.SchemeGroupVersion)
}

func decode(with apiruntime.Decoder, data []byte) *corev1.PodList {
	pods := &corev1.PodList{}
	if _, _, err := with.Decode(data, nil, pods); err != nil {
		fail(err)
	}
	return pods
}

// heap is what is in use once all garbage is collected.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func measure(with apiruntime.Decoder, data []byte, passes int) {
	before := heap()
	pods := decode(with, data)
	if passes == 0 {
		fmt.Println("live", heap()-before)
	}
	runtime.KeepAlive(pods)
	for range passes {
		pods = nil
		runtime.GC()
		began := time.Now()
		pods = decode(with, data)
		fmt.Printf("seconds %.6f\n", time.Since(began).Seconds())
		runtime.KeepAlive(pods)
	}
	runtime.KeepAlive(data)
}

func encode(data []byte, output string) {
	encoder := scheme.Codecs.WithoutConversion().EncoderForVersion(
		serializer(protobufType), corev1.SchemeGroupVersion)
	file, err := os.Create(output)
	if err != nil {
		fail(err)
	}
	if err := encoder.Encode(decode(decoder(jsonType), data), file); err != nil {
		fail(err)
	}
	if err := file.Close(); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "client-go:", err)
	os.Exit(1)
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: client-go json|protobuf FILE PASSES | encode FILE OUTPUT")
		os.Exit(2)
	}
	data, err := os.ReadFile(os.Args[2])
	if err != nil {
		fail(err)
	}
	if os.Args[1] == "encode" {
		encode(data, os.Args[3])
		return
	}
	passes, err := strconv.Atoi(os.Args[3])
	if err != nil {
		fail(err)
	}
	mediaType := jsonType
	if os.Args[1] == "protobuf" {
		mediaType = protobufType
	}
	measure(decoder(mediaType), data, passes)
}
