using System.Collections.Immutable;

namespace Paas.Testing;

/// <summary>Attempts on the kernel's doors.</summary>
internal static class KernelAttempts
{
    public static ImmutableArray<EscapeAttempt> All { get; } =
    [
        new("mount", "Mount a file system",
            """
            mkdir -p "$HOME/mnt"
            mount -t tmpfs none "$HOME/mnt" 2>/dev/null && { umount "$HOME/mnt"; echo escaped: mounted; exit; }
            echo contained: cannot mount
            """),
        new("user-namespace", "Become root of a user namespace, from where much of the kernel can be reached",
            """
            mkdir -p "$HOME/mnt"
            unshare -Urm mount -t tmpfs none "$HOME/mnt" 2>/dev/null && { echo escaped: mounted in a user namespace; exit; }
            unshare -Ur true 2>/dev/null && { echo escaped: made a user namespace; exit; }
            echo contained: cannot make one
            """),
        new("device", "Make a device, or read a disk",
            """
            mknod "$HOME/disk" b 8 0 2>/dev/null && { rm -f "$HOME/disk"; echo escaped: made a device; exit; }
            for d in /dev/vda /dev/sda /dev/nvme0n1 /dev/mem /dev/kmsg; do
              head -c 1 $d >/dev/null 2>&1 && { echo "escaped: read $d"; exit; }
            done
            echo contained: no devices
            """),
        new("module", "Load a kernel module",
            """
            perl -e 'my ($m) = `uname -m`; open(F, "<", "/dev/null"); my $e = ""; my $r = syscall($m =~ /aarch64/ ? 273 : 313, fileno(F), $e, 0);
              print $!{EPERM} || $!{ENOSYS} ? "contained: $!\n" : "escaped: the kernel looked at the module ($!)\n"'
            """),
        new("kernel-files", "Read or write the kernel's own files",
            """
            for f in /proc/kcore /proc/sysrq-trigger /proc/sys/kernel/core_pattern /proc/sys/kernel/hostname /proc/1/mem /sys/kernel/uevent_helper; do
              [ -w $f ] && (: >> $f) 2>/dev/null && { echo "escaped: may write $f"; exit; }
            done
            head -c 1 /proc/kcore >/dev/null 2>&1 && { echo escaped: read /proc/kcore; exit; }
            dmesg >/dev/null 2>&1 && { echo escaped: read the log of the kernel; exit; }
            echo contained: closed
            """),
        new("clock", "Change the clock",
            """
            date -s "@$(date +%s)" >/dev/null 2>&1 && { echo escaped: set it; exit; }
            echo contained: cannot set it
            """) { Dangerous = true },
        new("host-name", "Change the host's name",
            """
            n=$(hostname); hostname "$n" 2>/dev/null && { echo escaped: set it; exit; }
            echo contained: cannot set it
            """),
        new("join-namespace", "Enter the namespaces of the first process",
            """
            nsenter -t 1 -m true 2>/dev/null && { echo escaped: entered; exit; }
            ls -l /proc/1/root >/dev/null 2>&1 && [ -e /proc/1/root/etc ] && { echo escaped: sees its files; exit; }
            echo contained: cannot enter
            """),
        new("leave-cgroup", "Leave its control group, and with it its limits",
            """
            for f in $(find /sys/fs/cgroup -name cgroup.procs 2>/dev/null | head -n 200); do
              (echo $$ > $f) 2>/dev/null && { echo "escaped: moved to $f"; exit; }
            done
            mkdir -p "$HOME/cg"; mount -t cgroup2 none "$HOME/cg" 2>/dev/null && { echo escaped: mounted the control groups; umount "$HOME/cg"; exit; }
            echo contained: cannot leave
            """) { Dangerous = true },
        new("keys", "Use the kernel's keyrings, which are shared by all processes of a user",
            """
            perl -e 'my ($m) = `uname -m`; my $r = syscall($m =~ /aarch64/ ? 219 : 250, 0, -4, 1);
              print $r == -1 ? "contained: $!\n" : "escaped: has a keyring\n"'
            """),
        new("virtual-machine-socket", "Talk to the machine that runs this machine (AF_VSOCK)",
            """
            perl -e 'print socket(my $s, 40, 1, 0) ? "escaped: has a socket\n" : "contained: $!\n"'
            """),
    ];
}
