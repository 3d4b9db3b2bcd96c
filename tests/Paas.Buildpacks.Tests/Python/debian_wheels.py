"""Makes wheels of Python libraries that Debian packages installed, with the libraries that they depend on.

Usage: /usr/bin/python3 debian_wheels.py DIRECTORY PACKAGE...

Debian strips the requirements from a library's metadata; they are restored from the packages' own dependencies.
"""
import base64
import email.parser
import hashlib
import os
import re
import subprocess
import sys
import zipfile

SITE = "/usr/lib/python3/dist-packages/"
INFO = re.compile(re.escape(SITE) + r"[^/]+\.(?:egg|dist)-info$")
TAG = "cp%d%d" % sys.version_info[:2]


def output(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout


def files_of(package):
    # Debian ships pkg_resources apart from setuptools.
    more = files_of("python3-pkg-resources") if package == "python3-setuptools" else []
    return output("dpkg", "-L", package).split("\n") + more


def infos_of(package):
    return [path for path in files_of(package) if INFO.match(path)]


def metadata_of(info):
    if os.path.isdir(info):
        info = os.path.join(info, "METADATA" if info.endswith("dist-info") else "PKG-INFO")
    with open(info) as file:
        return file.read()


def name_of(info):
    return email.parser.Parser().parsestr(metadata_of(info))["Name"]


def dependencies_of(package):
    for entry in output("dpkg-query", "-W", "-f=${Depends}", package).split(","):
        name = re.split(r"[ (|:]", entry.strip())[0]
        if name.startswith("python3-") and infos_of(name):
            yield name


def write_wheel(directory, package, info):
    metadata = metadata_of(info)
    fields = email.parser.Parser().parsestr(metadata)
    payload = [path for path in files_of(package)
               if path.startswith(SITE) and "__pycache__" not in path
               and not re.search(r"\.(egg|dist)-info(/|$)", path) and os.path.isfile(path)]
    native = any(path.endswith(".so") for path in payload)
    tag = f"{TAG}-{TAG}-linux_{os.uname().machine}" if native else "py3-none-any"
    head, _, body = metadata.partition("\n\n")
    lines = [line for line in head.split("\n") if not line.startswith(("License-File", "Requires-Dist"))]
    lines += [f"Requires-Dist: {name_of(other)}" for name in dependencies_of(package) for other in infos_of(name)]
    stem = f"{re.sub(r'[^A-Za-z0-9_.]+', '_', fields['Name'])}-{fields['Version']}"
    record = []
    with zipfile.ZipFile(os.path.join(directory, f"{stem}-{tag}.whl"), "w", zipfile.ZIP_DEFLATED) as wheel:
        def add(name, data):
            wheel.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(data)}")

        for path in payload:
            with open(path, "rb") as file:
                add(path[len(SITE):], file.read())
        add(f"{stem}.dist-info/METADATA", ("\n".join(lines).rstrip() + "\n\n" + body).encode())
        add(f"{stem}.dist-info/WHEEL", f"Wheel-Version: 1.0\nGenerator: debian_wheels\nRoot-Is-Purelib: {str(not native).lower()}\nTag: {tag}\n".encode())
        entry_points = os.path.join(info, "entry_points.txt")
        if os.path.isfile(entry_points):
            with open(entry_points, "rb") as file:
                add(f"{stem}.dist-info/entry_points.txt", file.read())
        record.append(f"{stem}.dist-info/RECORD,,")
        wheel.writestr(f"{stem}.dist-info/RECORD", "\n".join(record) + "\n")


def main(directory, packages):
    packages = list(packages)
    for package in packages:
        packages += [name for name in dependencies_of(package) if name not in packages]
        for info in infos_of(package):
            write_wheel(directory, package, info)


main(sys.argv[1], sys.argv[2:])
