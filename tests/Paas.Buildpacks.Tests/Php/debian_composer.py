"""Makes archives of PHP libraries that Debian packages installed, for a Composer repository of type "artifact".

Usage: /usr/bin/python3 debian_composer.py DIRECTORY
"""
import json
import os
import re
import subprocess
import sys
import zipfile

ROOT = "/usr/share/php/"

# Debian package, package of Composer, namespace, directory, requirements, files that are loaded always.
LIBRARIES = [
    ("php-slim", "slim/slim", "Slim\\", "Slim", {"pimple/pimple": "^3.0", "psr/http-message": "^1.0", "nikic/fast-route": "^1.0", "psr/container": "^1.0", "ext-simplexml": "*"}, []),
    ("php-pimple", "pimple/pimple", "Pimple\\", "Pimple", {"psr/container": "^1.1 || ^2.0"}, []),
    ("php-psr-http-message", "psr/http-message", "Psr\\Http\\Message\\", "Psr/Http/Message", {}, []),
    ("php-psr-container", "psr/container", "Psr\\Container\\", "Psr/Container", {"php": ">=7.4.0"}, []),
    ("php-psr-log", "psr/log", "Psr\\Log\\", "Psr/Log", {"php": ">=5.3.0"}, []),
    ("php-nikic-fast-route", "nikic/fast-route", "FastRoute\\", "FastRoute", {"php": ">=5.4.0"}, ["functions.php"]),
    ("php-monolog", "monolog/monolog", "Monolog\\", "Monolog", {"psr/log": "^1.0.1 || ^2.0 || ^3.0", "php": ">=7.2"}, []),
    ("php-twig", "twig/twig", "Twig\\", "Twig", {"php": ">=7.2.5", "ext-mbstring": "*"}, []),
    ("php-symfony-http-foundation", "symfony/http-foundation", "Symfony\\Component\\HttpFoundation\\", "Symfony/Component/HttpFoundation", {"php": ">=7.2.5", "symfony/deprecation-contracts": "^2.1|^3", "ext-mbstring": "*"}, []),
    ("php-symfony-routing", "symfony/routing", "Symfony\\Component\\Routing\\", "Symfony/Component/Routing", {"php": ">=7.2.5", "symfony/deprecation-contracts": "^2.1|^3"}, []),
    ("php-symfony-deprecation-contracts", "symfony/deprecation-contracts", None, "Symfony/Contracts/Deprecation", {"php": ">=7.1"}, ["function.php"]),
]


def version_of(package):
    text = subprocess.run(["dpkg-query", "-W", "-f=${Version}", package], capture_output=True, text=True, check=True).stdout
    return re.match(r"(?:\d+:)?(\d+(?:\.\d+)*)", text).group(1)


def entry(name):
    info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
    info.external_attr = 0o100644 << 16
    return info


def write(directory, package, name, namespace, source, requires, files):
    version = version_of(package)
    autoload = {"psr-4": {namespace: "src/"}} if namespace else {}
    if files:
        autoload["files"] = ["src/" + file for file in files]
    manifest = {"name": name, "version": version, "type": "library", "license": ["MIT"], "require": requires, "autoload": autoload}
    if not requires:
        del manifest["require"]
    with zipfile.ZipFile(os.path.join(directory, f"{name.replace('/', '-')}-{version}.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry("composer.json"), json.dumps(manifest, indent=2))
        for folder, folders, names in os.walk(ROOT + source):
            folders.sort()
            for file in sorted(names):
                path = os.path.join(folder, file)
                relative = os.path.relpath(path, ROOT + source)
                if relative != "autoload.php":
                    with open(path, "rb") as content:
                        archive.writestr(entry("src/" + relative), content.read())


def main(directory):
    os.makedirs(directory, exist_ok=True)
    for library in LIBRARIES:
        write(directory, *library)


main(sys.argv[1])
