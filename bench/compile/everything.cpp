#include <k8s/k8s.hpp>
int main() {}
