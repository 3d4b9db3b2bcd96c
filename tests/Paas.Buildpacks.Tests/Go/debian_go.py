"""Go modules from Debian's golang-*-dev packages, for builds without a network.

debian_go.py vendor APP            writes APP/vendor as 'go mod vendor' does, for the modules that APP/go.mod names
debian_go.py proxy OUT MODULE@V    adds a module to a directory that GOPROXY=file://OUT can name
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

SOURCES = "/usr/share/gocode/src"
KEPT = (".go", ".s", ".h", ".c")


def vendor(app):
    text = open(f"{app}/go.mod").read()
    module = re.search(r"^module\s+(\S+)", text, re.M).group(1)
    version = re.search(r"^go\s+(\S+)", text, re.M).group(1)
    required = dict(re.findall(r"^\s*(?:require\s+)?([\w.-]+\.\w+/\S+)\s+(v\S+)", text, re.M))
    packages = {name: [] for name in required}
    with tempfile.TemporaryDirectory(prefix="debian-go-") as path:
        link = f"{path}/src/{module}"
        os.makedirs(os.path.dirname(link))
        os.symlink(os.path.abspath(app), link)
        environment = dict(os.environ, GO111MODULE="off", GOPATH=f"{path}:/usr/share/gocode", GOFLAGS="", GOCACHE=f"{path}/cache", HOME=path)
        listing = subprocess.run(["go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}} {{.Dir}}{{end}}", "./..."],
                                 cwd=link, env=environment, capture_output=True, text=True)
    if listing.returncode:
        sys.exit(listing.stderr)
    for line in listing.stdout.splitlines():
        package, directory = line.split(" ", 1)
        if package.startswith(("_/", module + "/")) or package == module:
            continue
        owner = max((name for name in required if package == name or package.startswith(name + "/")), key=len, default=None)
        if owner is None:
            sys.exit(f"go.mod names no module for {package}")
        packages[owner].append(package)
        target = f"{app}/vendor/{package}"
        os.makedirs(target, exist_ok=True)
        for name in os.listdir(directory):
            if name.endswith(KEPT) and not name.endswith("_test.go"):
                shutil.copy(f"{directory}/{name}", target)
    with open(f"{app}/vendor/modules.txt", "w") as out:
        for name in sorted(required):
            out.write(f"# {name} {required[name]}\n## explicit; go {version}\n" + "".join(f"{package}\n" for package in sorted(packages[name])))


def proxy(out, module, version):
    source = os.path.realpath(f"{SOURCES}/{module}")
    target = f"{out}/{module}/@v"
    os.makedirs(target, exist_ok=True)
    mod = open(f"{source}/go.mod").read() if os.path.exists(f"{source}/go.mod") else f"module {module}\n"
    open(f"{target}/{version}.mod", "w").write(mod)
    open(f"{target}/{version}.info", "w").write(f'{{"Version": "{version}", "Time": "2024-01-01T00:00:00Z"}}')
    open(f"{target}/list", "a").write(version + "\n")
    with zipfile.ZipFile(f"{target}/{version}.zip", "w") as archive:
        archive.writestr(f"{module}@{version}/go.mod", mod)
        for name in sorted(os.listdir(source)):
            if name.endswith(KEPT):
                archive.write(f"{source}/{name}", f"{module}@{version}/{name}")


if sys.argv[1] == "vendor":
    vendor(sys.argv[2])
else:
    proxy(sys.argv[2], *sys.argv[3].split("@"))
