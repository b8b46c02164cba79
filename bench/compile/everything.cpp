#include <k8s/k8s.hpp>
#include <k8s/models/all.hpp>
int main() {}
