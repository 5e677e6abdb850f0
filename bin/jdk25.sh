# Sourced by ./onehop and ./check: sets JAVA_HOME to a JDK 25 or newer, or says what to install.
find_jdk() {
  local home version
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME:-/root}"/.sdkman/candidates/java/* \
    "${HOME:-/root}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -x "$home/bin/javac" ] && [ -r "$home/release" ] || continue
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
    if [ "${version:-0}" -ge 25 ]; then
      JAVA_HOME=$home
      export JAVA_HOME
      return
    fi
  done
  echo "Onehop needs a JDK 25: install one (on Debian and Ubuntu the package temurin-25-jdk or openjdk-25-jdk), or set JAVA_HOME to it." >&2
  exit 1
}
need_maven() {
  command -v mvn >/dev/null || {
    echo "Building Onehop needs Maven 3.8 or newer: install it (on Debian and Ubuntu: apt-get install maven)." >&2
    exit 1
  }
}
