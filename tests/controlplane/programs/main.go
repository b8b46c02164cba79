// Command controlplane is every program of a Kubernetes control plane in one: it runs as the one
// whose name it is called by, through a symbolic link. The programs share nearly all of their
// packages, so one binary is a third of the size of five, and is linked once.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

func cobraCommand(make func() *cobra.Command) func() int {
	return func() int { return cli.Run(make()) }
}

func etcd() int {
	etcdmain.Main(os.Args)
	return 0
}

func main() {
	programs := []struct {
		name string
		run  func() int
	}{
		{"etcd", etcd},
		{"kube-apiserver", cobraCommand(apiserver.NewAPIServerCommand)},
		{"kube-controller-manager", cobraCommand(controllers.NewControllerManagerCommand)},
		{"kube-scheduler", cobraCommand(func() *cobra.Command { return scheduler.NewSchedulerCommand() })},
		{"kubectl", cobraCommand(kubectl.NewDefaultKubectlCommand)},
	}
	called := filepath.Base(os.Args[0])
	names := make([]string, 0, len(programs))
	for _, program := range programs {
		if program.name == called {
			os.Exit(program.run())
		}
		names = append(names, program.name)
	}
	fmt.Fprintf(os.Stderr, "%s: call this program by one of these names: %s\n", called, strings.Join(names, ", "))
	os.Exit(2)
}
