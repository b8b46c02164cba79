#pragma once

namespace bench {

/// Opens a hundred watches of the ConfigMap default/a one after the other, each with a connection
/// of its own and then as the library does, and prints what they take. The first answer is not
/// awaited.
void print_watches();

}  // namespace bench
