# Starts a program of this source tree without Maven, and builds it first where a source is newer than its build.
# To be sourced, with these set: $home, the root of the tree; $program, the name that messages begin
# with; $options, what the JVM is given. A program that is to start fast also sets $rehearsal, a class
# whose main loads what most starts load.

fail() {
  printf '%s: %s\n' "$program" "$1" >&2
  exit 1
}

find_java() {
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
    java=$JAVA_HOME/bin/java
  else
    java=$(command -v java) ||
      fail "a JDK 17 or later is needed and there is no java; install one, e.g. 'apt-get install openjdk-17-jdk-headless', or set JAVA_HOME"
  fi
}

# The version is looked up only before a build: a start that cannot run says so by itself.
require_jdk() {
  local version
  version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
  [ "${version:-0}" -ge 17 ] ||
    fail "a JDK 17 or later is needed and $java is version ${version:-unknown}; install one, e.g. 'apt-get install openjdk-17-jdk-headless', or set JAVA_HOME"
  [ -x "$(dirname -- "$(readlink -f -- "$java")")/javac" ] ||
    fail "a JDK 17 or later is needed and $java belongs to a JRE without a compiler; install one, e.g. 'apt-get install openjdk-17-jdk-headless', or set JAVA_HOME"
  command -v mvn >/dev/null ||
    fail "Maven 3.8.7 or later is needed to build and there is no mvn; install it, e.g. 'apt-get install maven'"
}

is_stale() {
  [ -f "$built" ] || return 0
  [ -n "$(find "$home" -name target -prune -o -name .git -prune -o \
    \( -name pom.xml -o -path '*/src/main/*' -o -path "$home/.mvn/*" \) -newer "$built" -print -quit)" ]
}

build() {
  require_jdk
  local log=$distribution.log
  if ! (cd "$home" && mvn -B -ntp -q -pl "$module" -am package -Dcairn.build.quick -Dmaven.test.skip=true >"$log" 2>&1); then
    cat "$log" >&2
    fail "the build failed, see above; its output is in $log"
  fi
  touch "$built"
}

# An archive of loaded classes makes a start faster by a third. It belongs to one JVM and to the very
# jars it was made of, and Maven, too, may have made these anew.
# Every start asks, and so no process is started for the answer.
is_archived() {
  local jar
  [ -n "${rehearsal:-}" ] || return 0
  [ -f "$archived" ] && [ "$(<"$archived")" = "$java" ] || return 1
  for jar in "$distribution"/*.jar; do
    [ ! "$jar" -nt "$archived" ] || return 1
  done
}

# A start works without an archive, so that a JVM that cannot make one is no failure.
archive() {
  local classes=$distribution.classes
  rm -f -- "$archived" "$archive"
  "$java" "${options[@]}" -XX:DumpLoadedClassList="$classes" -cp "$(class_path)" "$rehearsal" >"$archive.log" 2>&1
  "$java" "${options[@]}" -XX:ErrorFile="$archive.crash" -Xshare:dump -XX:SharedClassListFile="$classes" \
    -XX:SharedArchiveFile="$archive" -cp "$(class_path)" >>"$archive.log" 2>&1 || rm -f -- "$archive"
  printf '%s\n' "$java" >"$archived"
}

class_path() {
  local IFS=: jars=("$distribution"/*.jar)
  printf '%s' "${jars[*]}"
}

# Waits for whoever is building. Where there is no flock, as on macOS, the lock is a file with its
# owner's process number, and is taken over from one that is gone.
lock() {
  local owner
  mkdir -p "$home/$module/target"
  lock=$home/$module/target/.build.lock
  if command -v flock >/dev/null; then
    exec 9>"$lock"
    flock 9
    return
  fi
  lock=$lock.owner
  printf '%s\n' $$ >"$lock.$$"
  trap 'rm -f -- "$lock.$$"' EXIT
  until ln -- "$lock.$$" "$lock" 2>/dev/null; do
    if owner=$(cat -- "$lock" 2>/dev/null) && ! kill -0 "$owner" 2>/dev/null; then
      rm -f -- "$lock"
    fi
    sleep 0.1
  done
  trap 'rm -f -- "$lock" "$lock.$$"' EXIT
  trap 'exit 130' INT TERM
}

unlock() {
  if command -v flock >/dev/null; then
    exec 9>&-
  else
    rm -f -- "$lock" "$lock.$$"
    trap - EXIT INT TERM
  fi
}

prepare() {
  if ! is_stale && is_archived; then
    return
  fi
  lock
  if is_stale; then
    build
  fi
  if ! is_archived; then
    archive
  fi
  unlock
}

# launch MODULE MAIN ARGUMENT...: runs a main class of a module whose build makes target/distribution.
launch() {
  module=$1
  local main=$2
  shift 2
  distribution=$home/$module/target/distribution
  built=$distribution.built
  archive=$distribution.jsa
  archived=$distribution.archived
  find_java
  prepare
  if [ -f "$archive" ]; then
    options+=(-XX:SharedArchiveFile="$archive")
  fi
  exec "$java" "${options[@]}" -cp "$(class_path)" "$main" "$@"
}
