#!/usr/bin/env bash
# Builds the solution once and runs every test program. The last line reads "N passed, N failed, N skipped"; the exit code
# is 0 only when nothing failed. With CI=true a skipped test counts as failed.
# As root on Debian it first installs the programs that the tests work with and that are missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly results=.artifacts/test-results
readonly parallel=2
readonly limit=30m

install_missing_programs() {
    if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then return; fi

    local wanted=(
        git curl ca-certificates perl procps file jq unzip zstd
        bubblewrap iproute2 iptables docker.io debootstrap
        nghttp2-client python3-h2 chromium-headless-shell
        python3 python3-venv python3-pip python3-flask python3-django python3-poetry pipenv gunicorn
        ruby bundler ruby-dev gcc make ruby-sinatra puma ruby-rack ruby-railties ruby-sprockets-rails
        golang-go golang-github-gorilla-mux-dev golang-github-gin-gonic-gin-dev
        php-cli php-fpm php-mbstring php-xml php-curl php-zip composer nginx-light apache2-bin
        php-slim php-monolog php-twig php-symfony-http-foundation php-symfony-routing
        openjdk-17-jdk-headless maven maven-debian-helper libmaven-install-plugin-java libmaven-dependency-plugin-java gradle
        libjetty9-java libgoogle-gson-java libspring-web-servlet-java libjackson2-databind-java
        scala libnetty-java scala-xml
        leiningen libring-core-clojure libcompojure-clojure libring-jetty-adapter-clojure libhiccup-clojure libcheshire-clojure
    )
    # Another source's nodejs brings its own npm and conflicts with Debian's.
    if ! command -v node >/dev/null; then wanted+=(nodejs npm); fi

    local missing=() package
    for package in "${wanted[@]}"; do
        if [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then missing+=("$package"); fi
    done
    if (( ${#missing[@]} == 0 )); then return; fi

    echo "Installing ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Runs one test program; its output goes to a log and its counts to an XML report.
run_tests() {
    local name=$1 status=0
    local options=(-noLogo -noColor -result-xml "$results/$name.xml")
    if [[ ${CI:-} == true ]]; then options+=(-failSkips); fi

    timeout --kill-after=10s "$limit" ".artifacts/bin/$name/release/$name" "${options[@]}" >"$results/$name.log" 2>&1 || status=$?
    echo "$status" >"$results/$name.status"
    echo "$name: $(count "$name" passed) passed, $(count "$name" failed) failed, $(count "$name" skipped) skipped"
}

# One count of a test program's report. A program that ended badly without naming a failure counts as one failed test.
count() {
    local name=$1 what=$2 found=0
    if [[ -f $results/$name.xml ]]; then
        found=$(grep -om1 '<assembly [^>]*' "$results/$name.xml" | grep -oP " $what=\"\K[0-9]+" || echo 0)
    fi
    if [[ $what == failed && $found == 0 && $(<"$results/$name.status") != 0 ]]; then found=1; fi
    echo "$found"
}

# What a person needs to see of a test program that failed.
print_failures() {
    local name=$1
    echo
    echo "=== $name (exit code $(<"$results/$name.status"), whole output in $results/$name.log)"
    if grep -q '\[FAIL\]' "$results/$name.log"; then
        sed -n '/\[FAIL\]/,/^=== TEST EXECUTION SUMMARY/p' "$results/$name.log"
    else
        tail -n 50 "$results/$name.log"
    fi
}

# One compiler for all projects, which ends with the build: each of its own would be a minute and a half of starting.
build() {
    local compiler=paas-tests-$$ status=0
    dotnet build Paas.Core.sln -c Release -warnaserror -nodeReuse:false -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler" \
        --nologo -v quiet -tl:off || status=$?
    pkill -f -- "-pipename:$compiler\$" || true
    return "$status"
}

install_missing_programs
build

rm -rf "$results"
mkdir -p "$results"
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

# The longest first, so that none of them is left to run alone.
names=(Paas.Tests Paas.Buildpacks.Tests Paas.Docker.Tests Paas.Api.Tests Paas.Core.Tests)
for project in tests/*.Tests/*.csproj; do
    name=$(basename "$project" .csproj)
    if [[ " ${names[*]} " != *" $name "* ]]; then names+=("$name"); fi
done

for name in "${names[@]}"; do
    while (( $(jobs -rp | wc -l) >= parallel )); do wait -n || true; done
    run_tests "$name" &
done
wait

passed=0 failed=0 skipped=0
for name in "${names[@]}"; do
    if (( $(count "$name" failed) > 0 )); then print_failures "$name"; fi
    passed=$(( passed + $(count "$name" passed) ))
    failed=$(( failed + $(count "$name" failed) ))
    skipped=$(( skipped + $(count "$name" skipped) ))
done

echo "$passed passed, $failed failed, $skipped skipped"
(( failed == 0 ))
