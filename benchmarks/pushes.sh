#!/usr/bin/env bash
# Measures git push -> first answer for every sample app that the tests push, with the toolchains and packages that the tests
# prepare, and writes benchmarks/results/pushes.md. Names of test classes limit it to them: pushes.sh LanguageTests GoTests
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/Paas.Tests -c Release -v q --nologo
program=$(find .artifacts/bin/Paas.Tests/release -maxdepth 1 -name Paas.Tests -type f)
rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
classes=("$@")
if [ $# -eq 0 ]; then
  mapfile -t classes < <(grep -l PushTwiceAsync tests/Paas.Tests/Scenarios/*Tests.cs | xargs -n 1 basename | sed 's/\.cs$//')
  classes+=(LargeAppTests)
fi
load=$(cut -d' ' -f1-3 /proc/loadavg)
for class in "${classes[@]}"; do
  namespace=Scenarios
  [ "$class" = LargeAppTests ] && namespace=Pushes
  # One that fails or lacks its tools leaves out its rows and not the others'.
  PAAS_PUSH_TABLE=$rows "$program" -explicit on -parallel none -class "Paas.$namespace.$class" || echo "$class failed" >&2
done
# The transcript of a whole run is long; what it measured is the table.
{
  cat <<TEXT
# Pushes

\`bash benchmarks/pushes.sh\`

$(nproc) cores, $(. /etc/os-release && echo "$PRETTY_NAME"); load average before the run: $load.

From the start of \`git push\` to the first answer of the new release through the router, in seconds; the other columns are of the median run.
Apps of Node.js, Python, Go and .NET of which one dependency is changed have three runs each (the one of 100 MB one run without its cache), the others one.
*Tools*: time in build dynos: the language's own tools, and bringing back what they made in the build before. *Boot*: from the start of the app's process until it listens. *Rest*: git, the engine, a release command (python-django has one), packing,
unpacking, routing, and what an app does between listening and its first answer. *Cold*: the app's build cache was removed before the push. *Stored*: what the release added to the slug store.
Packages come from the machine (Debian's, npm's cache) or nearby, as in the tests. The first push of each app is not shown.

| app | change | cache | push → 200, runs (s) | tools (s) | boot (s) | rest (s) | stored | slug | unpacked |
|---|---|---|---:|---:|---:|---:|---:|---:|---:|
TEXT
  cat "$rows"
} > benchmarks/results/pushes.md
cat benchmarks/results/pushes.md
