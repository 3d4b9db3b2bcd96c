using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Paas.Slugs;

namespace Paas.Dynos.Local;

/// <summary>
/// User namespaces that show files of root as those of a dyno's user, for mounts of unpacked slugs. One per user, kept. Source:
/// mount_setattr(2), "ID-mapped mounts".
/// </summary>
internal sealed class OwnerMaps : IDisposable
{
    private readonly ConcurrentDictionary<FileOwner, Lazy<SafeFileHandle?>> _maps = new();

    /// <summary>The map for an owner; null where the system has none.</summary>
    public SafeFileHandle? Of(FileOwner owner) => _maps.GetOrAdd(owner, static owner => new Lazy<SafeFileHandle?>(() => Create(owner))).Value;

    public void Dispose()
    {
        foreach (var map in _maps.Values)
        {
            if (map.IsValueCreated)
                map.Value?.Dispose();
        }
    }

    private static SafeFileHandle? Create(FileOwner owner)
    {
        if (SandboxTools.Find("unshare") is not { } unshare)
            return null;
        try
        {
            // A namespace lives as long as a process or a descriptor: the process only until there is the descriptor.
            using var holder = Process.Start(new ProcessStartInfo(unshare, ["--user", "--", "/bin/sh", "-c", "echo; read line"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            if (holder.StandardOutput.ReadLine() is null)
                return null;
            var process = string.Create(CultureInfo.InvariantCulture, $"/proc/{holder.Id}");
            File.WriteAllText(process + "/uid_map", string.Create(CultureInfo.InvariantCulture, $"0 {owner.User} 1\n"));
            File.WriteAllText(process + "/gid_map", string.Create(CultureInfo.InvariantCulture, $"0 {owner.Group} 1\n"));
            var descriptor = Libc.Open(process + "/ns/user", Libc.OpenReadOnly | Libc.OpenCloseOnExec);
            holder.StandardInput.Close();
            holder.WaitForExit();
            return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
