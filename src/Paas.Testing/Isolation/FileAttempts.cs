using System.Collections.Immutable;

namespace Paas.Testing;

/// <summary>Attempts on files of others.</summary>
internal static class FileAttempts
{
    public static ImmutableArray<EscapeAttempt> All { get; } =
    [
        new("neighbour-home", "Read a file in the home of another app's dyno",
            """
            for f in "$VICTIM_HOME/secret.txt" /proc/[0-9]*/cwd/secret.txt /proc/[0-9]*/root/app/secret.txt; do
              grep -qs 'victim-[0-9a-f]\{32\}' "$f" && { echo "escaped: read $f"; exit; }
            done
            echo contained: found none
            """),
        new("neighbour-config", "Read another dyno's config vars in /proc/*/environ",
            """
            for f in /proc/[0-9]*/environ /proc/[0-9]*/task/*/environ; do
              grep -qsa 'victim-[0-9a-f]\{32\}' "$f" && { echo "escaped: read $f"; exit; }
            done
            echo contained: found none
            """),
        new("platform-data", "Read the platform's data directory: state, keys, owner token",
            """
            for f in "$PLATFORM/owner.token" /proc/[0-9]*/root"$PLATFORM/owner.token"; do
              grep -qs 'owner-[0-9a-f]\{32\}' "$f" && { echo "escaped: read $f"; exit; }
            done
            ls "$PLATFORM" 2>/dev/null | grep -q owner.token && { echo "escaped: listed $PLATFORM"; exit; }
            echo contained: not there
            """),
        new("write-platform", "Write into the platform's data directory",
            """
            for d in "$PLATFORM" /proc/1/root"$PLATFORM"; do
              (echo x > "$d/planted") 2>/dev/null && { rm -f "$d/planted"; echo "escaped: wrote $d"; exit; }
            done
            echo contained: cannot write
            """),
        new("write-system", "Write to the system's directories",
            """
            for d in / /usr/bin /usr/local/bin /etc /opt /var /root /home /sys/fs/cgroup; do
              (echo x > "$d/paas-planted") 2>/dev/null && { rm -f "$d/paas-planted"; echo "escaped: wrote $d"; exit; }
            done
            echo contained: cannot write
            """),
        new("hard-link", "Link a file of the platform into its own home",
            """
            ln "$PLATFORM/owner.token" "$HOME/link" 2>/dev/null && { echo escaped: linked; exit; }
            ln "$VICTIM_HOME/secret.txt" "$HOME/link" 2>/dev/null && { echo escaped: linked; exit; }
            ln /etc/passwd "$HOME/link" 2>/dev/null && { echo escaped: linked /etc/passwd; exit; }
            echo contained: cannot link
            """),
        // The scene sees whether the platform's files are still there, unchanged, and the home is gone.
        new("cleanup-tricks", "Leave links, unreadable directories and odd names for the host to trip over when it removes the home",
            """
            ln -s "$PLATFORM" "$HOME/dir"; ln -s "$PLATFORM/owner.token" "$HOME/file"; ln -s / "$HOME/root"
            mkdir -p "$HOME/a/b/c"; ln -s "$PLATFORM" "$HOME/a/b/c/d"; : > "$HOME/a/b/$(printf 'new\nline')"; : > "$HOME/$(printf 'not-utf8-\377')"
            mkdir "$HOME/-rf"; chmod 000 "$HOME/a/b/c" "$HOME/a/b" "$HOME/a"
            echo contained: left behind
            """),
    ];
}
