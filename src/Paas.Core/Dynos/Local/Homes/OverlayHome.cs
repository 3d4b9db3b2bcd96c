using Paas.Slugs;

namespace Paas.Dynos.Local;

/// <summary>
/// A dyno's home that is an unpacked slug and, over it, what the dyno changes: the kernel copies a file when it is first
/// written, into the dyno's own directory. So many dynos share one copy and none sees what another writes. For root on Linux.
/// </summary>
internal static class OverlayHome
{
    private const string Lower = "slug";
    private const string Upper = "changes";
    private const string Work = "work";

    /// <summary>Mounts the home; false where the system cannot, and then nothing is left.</summary>
    /// <param name="slug">The unpacked slug; its files are root's.</param>
    /// <param name="directory">The dyno's directory.</param>
    /// <param name="home">Its home, an empty directory.</param>
    /// <param name="owner">Whom the files are to belong to; null for root.</param>
    /// <param name="maps">Maps of owners.</param>
    public static bool TryMount(string slug, string directory, string home, FileOwner? owner, OwnerMaps maps)
    {
        // They part the options of a mount.
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || (slug + directory).AsSpan().ContainsAny(",:\\\""))
            return false;
        var (lower, upper, work) = (slug, Path.Combine(directory, Upper), Path.Combine(directory, Work));
        Directory.CreateDirectory(upper);
        Directory.CreateDirectory(work);
        if (owner is { } user)
        {
            user.Take(upper);
            lower = Directory.CreateDirectory(Path.Combine(directory, Lower)).FullName;
            if (maps.Of(user) is not { } map || !MountCalls.TryMountMapped(slug, lower, map))
                return false;
        }

        if (MountCalls.TryMountOverlay(home, $"lowerdir={lower},upperdir={upper},workdir={work},redirect_dir=on"))
            return true;
        MountCalls.Unmount(lower);
        return false;
    }

    /// <summary>Takes off what <see cref="TryMount"/> mounted for a dyno, also for one of an earlier host.</summary>
    public static void Unmount(string directory)
    {
        MountCalls.Unmount(Path.Combine(directory, "app"));
        MountCalls.Unmount(Path.Combine(directory, Lower));
    }
}
