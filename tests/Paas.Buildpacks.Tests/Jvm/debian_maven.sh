#!/usr/bin/env bash
# debian_maven.sh DIRECTORY - makes a Maven repository, which can stand in for all others, from what Debian's packages put
# into /usr/share/maven-repo: links to it, with the checksums that Maven and Gradle want, and a settings.xml that names it.
set -euo pipefail
readonly debian=/usr/share/maven-repo out=$1

mkdir -p "$out"
cp -rs "$debian/." "$out/"

# The core of Maven itself asks for plexus-utils by a version that Debian does not have.
readonly utils=org/codehaus/plexus/plexus-utils
own=$(basename "$(ls -d "$debian/$utils"/[0-9]* | sort -V | tail -1)")
mkdir -p "$out/$utils/1.1"
sed "s#<version>$own</version>#<version>1.1</version>#" "$debian/$utils/$own/plexus-utils-$own.pom" > "$out/$utils/1.1/plexus-utils-1.1.pom"
ln -sf "$(readlink -f "$debian/$utils/$own/plexus-utils-$own.jar")" "$out/$utils/1.1/plexus-utils-1.1.jar"

find -L "$out" -type f \( -name '*.jar' -o -name '*.pom' -o -name '*.xml' \) -exec sha1sum {} + |
    while read -r sum file; do printf '%s' "$sum" > "$file.sha1"; done

cat > "$out/settings.xml" <<SETTINGS
<settings>
  <mirrors>
    <mirror><id>debian</id><mirrorOf>*</mirrorOf><url>file://$out</url></mirror>
  </mirrors>
</settings>
SETTINGS
