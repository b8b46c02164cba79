// The jobs of bench/requests with client-go.
//
// usage: requests-client-go pairs|list|pages|first
//
// The server is that of $KUBECONFIG. Prints what the job took after the first answer: seconds of
// CPU, seconds, and the most memory in KiB.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"regexp"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

func cpu() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		log.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func peak() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		log.Fatal(err)
	}
	return string(regexp.MustCompile(`VmHWM:\s*(\d+)`).FindSubmatch(status)[1])
}

func pairs(client kubernetes.Interface) error {
	maps := client.CoreV1().ConfigMaps("default")
	for range 1000 {
		object, err := maps.Get(context.Background(), "a", metav1.GetOptions{})
		if err != nil {
			return err
		}
		if _, err = maps.Update(context.Background(), object, metav1.UpdateOptions{}); err != nil {
			return err
		}
	}
	return nil
}

func list(client kubernetes.Interface, options metav1.ListOptions) ([]corev1.Pod, error) {
	var all []corev1.Pod
	for {
		page, err := client.CoreV1().Pods("").List(context.Background(), options)
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = page.Items
		} else {
			all = append(all, page.Items...)
		}
		if page.Continue == "" {
			return all, nil
		}
		options.Continue = page.Continue
	}
}

func run(job string) error {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		return err
	}
	config.QPS = -1 // no limit of its own
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	if _, err = client.CoreV1().ConfigMaps("default").Get(context.Background(), "a", metav1.GetOptions{}); err != nil {
		return err
	}
	began, before := time.Now(), cpu()
	var pods []corev1.Pod
	switch job {
	case "pairs":
		err = pairs(client)
	case "list":
		pods, err = list(client, metav1.ListOptions{})
	case "pages":
		pods, err = list(client, metav1.ListOptions{Limit: 500})
	}
	if err != nil {
		return err
	}
	fmt.Println((cpu() - before).Seconds(), time.Since(began).Seconds(), peak())
	if len(pods) == 0 && (job == "list" || job == "pages") {
		return errors.New("there are no Pods")
	}
	return nil
}

func main() {
	if err := run(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}
