using System.Globalization;
using System.Runtime.InteropServices;
using Paas.Slugs;

namespace Paas.Docker.Containers;

/// <summary>Users of containers.</summary>
internal static partial class ContainerUser
{
    // That of the first user that is no part of the system, as the stack images have it.
    private const int FirstUser = 1000;

    /// <summary>The user of dynos.</summary>
    public static FileOwner OfDynos(string? option)
    {
        if (option is not null && TryParse(option, out var chosen))
            return chosen;
        var host = OfHost();
        return host.User == 0 ? new FileOwner(FirstUser, FirstUser) : host;
    }

    /// <summary>The user of this process.</summary>
    public static FileOwner OfHost() =>
        OperatingSystem.IsWindows() ? new FileOwner(FirstUser, FirstUser) : new FileOwner(GetUser(), GetGroup());

    public static string Format(FileOwner owner) => string.Create(CultureInfo.InvariantCulture, $"{owner.User}:{owner.Group}");

    public static bool TryParse(string text, out FileOwner owner)
    {
        owner = default;
        var parts = text.Split(':');
        if (parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var user) || user == 0
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var group) || group == 0)
            return false;
        owner = new FileOwner(user, group);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial int GetUser();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial int GetGroup();
}
