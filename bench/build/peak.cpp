// Runs a command and adds a line to a file: how much memory it took at most, in MB, and its last
// argument, which of a compiler is the source.
//
//   peak FILE COMMAND ARGUMENT...
//
// Ends as the command does.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>

#include <cstdio>
#include <string>

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const pid_t child = fork();
  if (child == 0) {
    execvp(argv[2], argv + 2);
    _exit(127);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) {
    std::perror("peak");
    return 2;
  }
  // Of the largest of all that the command started: the compiler proper.
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const std::string line = std::to_string(usage.ru_maxrss / 1024) + " " + argv[argc - 1] + "\n";
  const int file = open(argv[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const bool written =
      file >= 0 && write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  if (!written) std::perror(argv[1]);
  return WIFEXITED(status) && written ? WEXITSTATUS(status) : 1;
}
