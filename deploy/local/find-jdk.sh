#!/bin/sh
# Prints the home of a JDK 25 or newer: JAVA_HOME if it is one, else the first in the usual places. Prints nothing and
# fails if there is none.
release() {
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

fits() {
  version=$(release "$1")
  [ -n "$version" ] && [ "$version" -ge 25 ] && [ -x "$1/bin/javac" ]
}

for home in "$JAVA_HOME" \
  /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
  /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
  /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
  "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* "$HOME"/.jdks/*; do
  if [ -n "$home" ] && fits "$home"; then
    echo "$home"
    exit 0
  fi
done
exit 1
